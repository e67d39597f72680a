import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { APPS, FLOORS } from '../house.ts';
import { ROOT, readText } from '../source-files.ts';
import type { Check } from './check.ts';

const PICTURE = /^(\s*)([\w.-]+)\/(?:\s.*?)?(?:\s+floor (\d+))?$/;

/** The rooms that docs/ARCHITECTURE.md draws: path → floor, or undefined outside the packages. */
export function drawnRooms(text: string): ReadonlyMap<string, number | undefined> {
  const picture = /```\n(packages\/[\s\S]*?)```/.exec(text)?.[1] ?? '';
  const rooms = new Map<string, number | undefined>();
  let top = '';
  for (const line of picture.split('\n')) {
    const [, indent = '', name = '', floor] = PICTURE.exec(line) ?? [];
    if (name === '') continue;
    if (indent === '') top = name;
    const path = indent === '' ? name : `${top}/${name}`;
    rooms.set(path, floor === undefined ? undefined : Number(floor));
  }
  return rooms;
}

/** The picture in docs/ARCHITECTURE.md, the floors in house.ts and the folders agree. */
export const rooms: Check = {
  name: 'rooms',
  findProblems() {
    const drawn = drawnRooms(readText('docs/ARCHITECTURE.md'));
    const problems: string[] = [];
    for (const path of drawn.keys()) {
      if (!existsSync(join(ROOT, path)))
        problems.push(`docs/ARCHITECTURE.md draws ${path}, which is not there`);
    }
    for (const name of readdirSync(join(ROOT, 'packages'))) {
      if (FLOORS[name] === undefined)
        problems.push(`packages/${name} has no floor in scripts/house.ts`);
      else if (drawn.get(`packages/${name}`) !== FLOORS[name]) {
        problems.push(
          `docs/ARCHITECTURE.md does not draw packages/${name} on floor ${FLOORS[name]}`,
        );
      }
    }
    for (const name of readdirSync(join(ROOT, 'apps'))) {
      if (!APPS.includes(name)) problems.push(`apps/${name} is not in scripts/house.ts`);
      if (!drawn.has(`apps/${name}`))
        problems.push(`docs/ARCHITECTURE.md does not draw apps/${name}`);
    }
    return problems;
  },
};
