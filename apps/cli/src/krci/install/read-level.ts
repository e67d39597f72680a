import type { Level } from '@gait/agents';
import { CodedError } from '@gait/canon';

/** @throws CodedError `flag_invalid` for what is no level */
export function readLevel(text: string): Level {
  const level = ([1, 2, 3, 4] as const).find((known) => String(known) === text);
  if (level !== undefined) return level;
  throw new CodedError('flag_invalid', `there is no level ${JSON.stringify(text)}`, {
    hint: '1 agents, 2 and tasks and skills, 3 and templates, 4 and data',
    where: { field: '--level' },
  });
}
