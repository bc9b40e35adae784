/**
 * Suggestions under the boxes that search the catalogue: categories, makers and products that begin with what is typed.
 * The pattern is the combobox with a list of ARIA. Without this script, and when a request fails, the box searches as ever.
 * Everything shown is text of the catalogue and is set as text, never as markup.
 */

const leastTyped = 2;
/** How long a pause in typing is, and how long the list has to stand still before it is read out; in milliseconds. */
const typingPause = 150;
const readingPause = 600;

/** The kinds in the order they are listed: how a group is headed, and where its rows lead. */
const kinds = [
  {
    kind: 'category',
    heading: 'Categories',
    address: ({ value }) => `/catalogue/search?category=${encodeURIComponent(value)}`,
  },
  {
    kind: 'manufacturer',
    heading: 'Makers',
    address: ({ value }) => `/catalogue/search?manufacturer=${encodeURIComponent(value)}`,
  },
  {
    kind: 'product',
    heading: 'Products',
    address: ({ value }) => `/catalogue/products/${encodeURIComponent(value)}`,
  },
];

let made = 0;

function element(name, className, text) {
  const node = document.createElement(name);
  node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

/** What was typed with its nearly right words put right, or undefined where that cannot be said. */
function correctedWords(typed, corrected) {
  if (corrected === undefined) return undefined;
  const at = typed.toLowerCase().indexOf(corrected.from.toLowerCase());
  if (at < 0) return undefined;
  return typed.slice(0, at) + corrected.to + typed.slice(at + corrected.from.length);
}

/** The groups of rows for an answer; a row has its words and either an address or words to search for. */
function groupsOf(typed, { items, corrected }) {
  const groups = kinds.map(({ kind, heading, address }) => ({
    heading,
    rows: items
      .filter((each) => each.kind === kind)
      .map((each) => ({ text: each.label, detail: each.mpn, address: address(each) })),
  }));
  const words = correctedWords(typed, corrected);
  if (words !== undefined) groups.unshift({ heading: 'Nearly the same words', rows: [{ text: words, words }] });
  return groups.filter((each) => each.rows.length > 0);
}

function enhance(input) {
  const form = input.form;
  const row = input.parentElement;
  if (form === null || row === null) return;

  made += 1;
  const id = `suggestions-${made}`;
  const list = element('div', 'co-suggest');
  list.id = id;
  list.hidden = true;
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', 'Suggestions');
  const status = element('div', 'govuk-visually-hidden');
  status.setAttribute('role', 'status');
  row.append(list);
  form.append(status);

  // A box of the type "search" may not be a combobox.
  input.type = 'text';
  input.inputMode = 'search';
  input.enterKeyHint = 'search';
  input.autocomplete = 'off';
  input.setAttribute('role', 'combobox');
  input.setAttribute('aria-autocomplete', 'list');
  input.setAttribute('aria-controls', id);
  input.setAttribute('aria-expanded', 'false');

  /** The options in order, each with what choosing it does. */
  let options = [];
  let active = -1;
  let asked;
  let typing;
  let reading;

  function isOpen() {
    return !list.hidden;
  }

  function say(text) {
    clearTimeout(reading);
    reading = setTimeout(() => {
      status.textContent = text;
    }, readingPause);
  }

  function mark(place) {
    options[active]?.node.setAttribute('aria-selected', 'false');
    active = place;
    const chosen = options[active]?.node;
    if (chosen === undefined) {
      input.removeAttribute('aria-activedescendant');
      return;
    }
    chosen.setAttribute('aria-selected', 'true');
    input.setAttribute('aria-activedescendant', chosen.id);
    // The heading of the first group comes into sight with its first row.
    if (active === 0) list.scrollTop = 0;
    else chosen.scrollIntoView({ block: 'nearest' });
  }

  function close() {
    clearTimeout(typing);
    clearTimeout(reading);
    asked?.abort();
    mark(-1);
    options = [];
    list.hidden = true;
    list.replaceChildren();
    status.textContent = '';
    input.setAttribute('aria-expanded', 'false');
  }

  function choose({ address, words }) {
    close();
    if (address !== undefined) {
      const target = new URL(address, location.href);
      const quantity = new FormData(form).get('quantity');
      if (typeof quantity === 'string' && /^[0-9]+$/.test(quantity) && quantity !== '1') {
        target.searchParams.set('quantity', quantity);
      }
      location.assign(target);
      return;
    }
    input.value = words;
    form.requestSubmit();
  }

  function draw(groups) {
    mark(-1);
    options = [];
    const nodes = groups.map((group, place) => {
      const node = element('div', 'co-suggest__group');
      const heading = element('div', 'co-suggest__heading', group.heading);
      heading.id = `${id}-heading-${place}`;
      heading.setAttribute('role', 'presentation');
      node.setAttribute('role', 'group');
      node.setAttribute('aria-labelledby', heading.id);
      node.append(heading);
      for (const each of group.rows) {
        const option = element('div', 'co-suggest__option');
        option.id = `${id}-option-${options.length}`;
        option.setAttribute('role', 'option');
        option.setAttribute('aria-selected', 'false');
        option.append(element('span', 'co-suggest__text', each.text));
        if (each.detail !== undefined) option.append(' ', element('span', 'co-suggest__detail', each.detail));
        option.addEventListener('click', () => {
          choose(each);
        });
        options.push({ node: option, row: each });
        node.append(option);
      }
      return node;
    });
    list.replaceChildren(...nodes);
    list.scrollTop = 0;
    list.hidden = options.length === 0;
    input.setAttribute('aria-expanded', String(isOpen()));
    if (options.length === 0) say('No suggestions.');
    else {
      const many = options.length === 1 ? '1 suggestion' : `${options.length} suggestions`;
      say(`${many}. Use the up and down arrows to choose and Enter to go there.`);
    }
  }

  async function ask() {
    const typed = input.value;
    asked?.abort();
    if (typed.trim().length < leastTyped) {
      close();
      return;
    }
    const request = new AbortController();
    asked = request;
    try {
      const answer = await fetch(`/api/v1/suggestions?q=${encodeURIComponent(typed)}`, {
        headers: { accept: 'application/json' },
        signal: request.signal,
      });
      if (!answer.ok) throw new Error(`The answer was ${answer.status}`);
      const groups = groupsOf(typed, await answer.json());
      if (!request.signal.aborted && document.activeElement === input) draw(groups);
    } catch {
      // A newer request took over, or the answer did not come: the box still searches.
      if (!request.signal.aborted) close();
    }
  }

  /** Each key answers whether it was ours; the browser then leaves it alone. */
  const keys = {
    ArrowDown: ({ altKey }) => {
      if (!isOpen()) void ask();
      else if (!altKey) mark(active + 1 < options.length ? active + 1 : -1);
      return true;
    },
    ArrowUp: ({ altKey }) => {
      if (!isOpen()) return false;
      if (altKey) close();
      else mark(active === -1 ? options.length - 1 : active - 1);
      return true;
    },
    Enter: () => {
      const chosen = options[active];
      if (chosen === undefined) {
        close();
        return false;
      }
      choose(chosen.row);
      return true;
    },
    Escape: () => {
      // As a box of the type "search" does: once closed, the key empties it.
      if (isOpen()) close();
      else input.value = '';
      return true;
    },
  };

  input.addEventListener('input', () => {
    // What was chosen belonged to what was typed before.
    mark(-1);
    clearTimeout(typing);
    typing = setTimeout(() => void ask(), typingPause);
  });
  input.addEventListener('keydown', (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (Object.hasOwn(keys, event.key) && keys[event.key](event)) event.preventDefault();
  });
  input.addEventListener('blur', close);
  // A press in the list, also on its scroll bar, leaves the focus in the box.
  list.addEventListener('mousedown', (event) => {
    event.preventDefault();
  });
  // Going back shows the page as it was left.
  window.addEventListener('pagehide', close);
}

for (const input of document.querySelectorAll('form[action="/catalogue/search"] .co-search__input[name="q"]')) {
  enhance(input);
}
