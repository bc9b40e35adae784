/**
 * A question that many ask in the same turn of the event loop, asked once for all of them. Who asks in a later turn asks
 * anew: nobody is told what was so before they asked.
 */
export function onceATurn<Key, Answer>(ask: (key: Key) => Promise<Answer>): (key: Key) => Promise<Answer> {
  const asked = new Map<Key, Promise<Answer>>();
  return (key) => {
    const before = asked.get(key);
    if (before !== undefined) return before;
    if (asked.size === 0) {
      setImmediate(() => {
        asked.clear();
      });
    }
    // The question is sent at the end of the turn, after everybody who shares it has asked.
    const answer = new Promise<void>((now) => setImmediate(now)).then(() => ask(key));
    asked.set(key, answer);
    return answer;
  };
}
