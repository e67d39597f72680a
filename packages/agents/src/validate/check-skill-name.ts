import type { Problem } from '../findings/finding.ts';
import type { Skill } from '../reader/read-markdown-asset.ts';
import { FOLDER_OF } from '../tree/asset-places.ts';

/** A skill is found by the name of its folder, and must say the same. */
export function checkSkillName(id: string, { name, placeAt }: Skill): readonly Problem[] {
  const folder = id.slice(FOLDER_OF.skill.length + 1, -'/SKILL.md'.length);
  if (name === undefined || name.text === folder) return [];
  return [
    {
      code: 'skill_name',
      message: `the skill ${name.text} stands in the folder ${folder}`,
      hint: `write \`name: ${folder}\`, or rename the folder`,
      pointer: '/name',
      ...placeAt(name.start),
    },
  ];
}
