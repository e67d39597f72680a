import type { CommandReading, Effect } from '@gait/commands';

const MOST_LINES = 40;

/** What a command would do, one line for each effect, for a person who decides about it. */
export function describeEffects({ effects, obscurities }: CommandReading): readonly string[] {
  const lines = effects.map(describeEffect);
  const shown = lines.slice(0, MOST_LINES);
  if (lines.length > shown.length) shown.push(`and ${lines.length - shown.length} more`);
  return [...shown, ...obscurities.map((why) => `not understood: ${why.replaceAll('_', ' ')}`)];
}

function describeEffect({ kind, place, program, destructive }: Effect): string {
  const by = program === '' ? '' : ` (${program})`;
  return `${destructive ? `${kind}, for good` : kind}: ${placeText(place)}${by}`;
}

function placeText(place: Effect['place']): string {
  switch (place.kind) {
    case 'path':
      return place.reach === 'tree' ? `${place.path} and everything below` : place.path;
    case 'unknown_path':
      return place.below === undefined
        ? 'a file only known when it runs'
        : `a file below ${place.below}`;
    case 'host':
      return `${place.method} ${place.url ?? (place.host || 'a host only known when it runs')}`;
    case 'repo':
      return `${place.operation} ${place.name}`;
    case 'service':
      return `${place.operation} ${place.service} ${place.name}`.trimEnd();
    case 'program':
      return place.name;
  }
}
