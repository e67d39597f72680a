import type { Problem } from '../findings/finding.ts';
import type { PlacedText } from '../reader/read-block.ts';
import type { Task } from '../reader/read-markdown-asset.ts';

/** Each costs a search through the text; nobody declares more. */
const LOOKED_FOR = 200;

/** What the front matter declares and the text nowhere names: it costs context and helps nobody. */
export function checkUnused(task: Task, text: string): readonly Problem[] {
  const { templates, data, tasks, skills } = task;
  const declared = [...templates, ...data, ...tasks, ...skills].slice(0, LOOKED_FOR);
  const head = Math.max(0, ...declared.map(({ end }) => end));
  const body = text.slice(head);
  return declared
    .filter((name) => !body.includes(baseName(name)))
    .map((name) => ({
      code: 'dependency_unused',
      message: `${name.text} is declared, and the text does not name it`,
      hint: 'link to it where it is used, or take it out',
      ...task.placeAt(name.start),
    }));
}

function baseName({ text }: PlacedText): string {
  return text.slice(text.lastIndexOf('/') + 1);
}
