/**
 * A moment for a person, to the minute: at a terminal in the time of the place, elsewhere in UTC,
 * and always with its zone.
 *
 * @param time RFC 3339; what is none stands as it is
 */
export function shownTime(time: string, atTerminal: boolean): string {
  const at = new Date(time);
  if (Number.isNaN(at.getTime())) return time;
  if (!atTerminal) return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const offset = -at.getTimezoneOffset();
  const local = new Date(at.getTime() + offset * 60_000).toISOString().slice(0, 16);
  const size = Math.abs(offset);
  const zone = [Math.floor(size / 60), size % 60].map((part) => String(part).padStart(2, '0'));
  return `${local.replace('T', ' ')} ${offset < 0 ? '-' : '+'}${zone.join(':')}`;
}
