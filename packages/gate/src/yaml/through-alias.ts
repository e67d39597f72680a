import { endOf } from '@gait/yaml';
import { EVENT_ID } from 'js-yaml';
import { refuse, type YamlSource } from './yaml-source.ts';

/**
 * If an alias is next: reads the node that it stands for instead, and goes on behind the
 * alias. Otherwise just reads.
 *
 * Errors: `yaml_alias` for a name that nothing before carries or several nodes carry, for
 * a node inside itself, and when aliases repeat more than is reasonable.
 */
export function throughAlias<T>(source: YamlSource, read: () => T): T {
  const event = source.events[source.at];
  if (event?.type !== EVENT_ID.ALIAS) return read();
  const back = source.at;
  const name = source.text.slice(event.anchorStart, event.anchorEnd);
  const target = findAnchor(source, name, back);
  const end = endOf(source.events, target);
  source.aliasBudget -= end - target;
  if (end > back || source.aliasBudget < 0) {
    const what = end > back ? 'stands for what it is part of' : 'repeats too much';
    throw refuse(source, back, 'yaml_alias', `the alias ${name} ${what}`, WRITE_OUT);
  }
  const { braces } = source;
  source.at = target;
  source.braces = 0;
  const value = read();
  source.at = back + 1;
  source.braces = braces;
  return value;
}

const WRITE_OUT = 'write the value out where it is used';

function findAnchor(source: YamlSource, name: string, before: number): number {
  source.anchors ??= indexAnchors(source);
  const found = source.anchors.get(name);
  if (found === undefined || found > before)
    throw refuse(source, before, 'yaml_alias', `nothing above is called ${name}`, WRITE_OUT);
  return found;
}

function indexAnchors(source: YamlSource): ReadonlyMap<string, number> {
  const anchors = new Map<string, number>();
  for (const [index, event] of source.events.entries()) {
    if (!('tagStart' in event) || event.anchorStart < 0) continue;
    const name = source.text.slice(event.anchorStart, event.anchorEnd);
    if (anchors.has(name)) {
      const message = `two values are called ${name}`;
      throw refuse(source, index, 'yaml_alias', message, 'give each a name of its own');
    }
    anchors.set(name, index);
  }
  return anchors;
}
