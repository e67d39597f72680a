import { EVENT_ID, type Event } from 'js-yaml';

/** The event behind the node that begins at `start`. */
export function endOf(events: readonly Event[], start: number): number {
  let depth = 0;
  for (let i = start; ; i++) {
    const event = events[i];
    if (event === undefined) return i;
    if (event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE) depth++;
    else if (event.type === EVENT_ID.POP) depth--;
    if (depth === 0) return i + 1;
  }
}
