const daySeconds = 86_400;
/** 9999-12-31 in the system that counts from 1900. */
const lastDay = 2_958_465;
const days1904 = 1462;

/**
 * The date and time that a spreadsheet's serial number stands for: `2026-11-23`, `2026-11-23T09:30:00`, or `09:30:00` below one day.
 * Counting from 1900, day 60 is a 29 February that never was: there is no date for it. Undefined for what is no date.
 */
export function serialDate(serial: number, from1904: boolean): string | undefined {
  if (!Number.isFinite(serial) || serial < 0) return undefined;
  const seconds = Math.round(serial * daySeconds);
  let day = Math.floor(seconds / daySeconds);
  const time = seconds - day * daySeconds;
  if (day === 0 && !from1904) return clock(time);
  if (from1904) day += days1904;
  else if (day === 60) return undefined;
  if (day > lastDay) return undefined;
  const date = isoDay(!from1904 && day < 60 ? day + 1 : day);
  return time === 0 ? date : `${date}T${clock(time)}`;
}

const epoch = Date.UTC(1899, 11, 30);
/** Dates already written out: a price list has a few, each in every line. */
const written = new Map<number, string>();
const mostWritten = 5000;

function isoDay(day: number): string {
  let text = written.get(day);
  if (text === undefined) {
    text = new Date(epoch + day * daySeconds * 1000).toISOString().slice(0, 10);
    if (written.size >= mostWritten) written.clear();
    written.set(day, text);
  }
  return text;
}

/** The serial number of a date, counting from 1900, as `2026-11-23` needs it to be written as a date cell. */
export function dateSerial(date: string): number | undefined {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  if (found === null) return undefined;
  const time = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== date) return undefined;
  const serial = Math.round((time - epoch) / (daySeconds * 1000));
  return serial > 60 && serial <= lastDay ? serial : undefined;
}

function clock(seconds: number): string {
  const part = (value: number): string => String(value).padStart(2, '0');
  return `${part(Math.floor(seconds / 3600))}:${part(Math.floor((seconds % 3600) / 60))}:${part(seconds % 60)}`;
}
