import { expect, test } from 'bun:test';
import { natureOf, type ToolNature } from './tool-nature.ts';

/** What a name says, in a word for each thing. */
function says(tool: string): string {
  const nature = natureOf(tool);
  const all: readonly (keyof ToolNature)[] = [
    ...(['reads', 'searches', 'executes', 'changes', 'changesTrees'] as const),
  ];
  return all.filter((one) => nature[one]).join(' ');
}

test.each([
  ['rg', 'reads searches'],
  ['run_rg', 'searches executes'],
  ['grep', 'reads searches'],
  ['find_files', 'reads searches'],
  ['cat', 'reads'],
  ['jupyter', 'executes'],
  ['jupyter.cell', 'executes'],
  ['notebook.cell', 'executes'],
  ['code_interpreter', 'executes'],
  ['zsh', 'executes'],
  ['get-resource-links', 'reads'],
  ['unlink_files', 'changes changesTrees'],
  ['links', 'changes changesTrees'],
  ['edit_file', 'changes'],
  ['rm', 'changes changesTrees'],
  ['tool.x', ''],
])('the name %s says: %s', (tool, expected) => {
  expect(says(tool)).toBe(expected);
});

test('a short word counts as a word of its own, not inside another', () => {
  expect(says('merge.cargo')).toBe('');
  expect(says('charm')).toBe('');
});

test.each([
  ['fs.write', 'changes'],
  ['fs.delete', 'changes changesTrees'],
  ['proc.exec', 'executes'],
  ['fs.read', ''],
  ['net.http', ''],
])('a policy that lists a tool as %s adds: %s', (known, expected) => {
  const nature = natureOf('tool.x', { policyClasses: new Map([['tool.x', known]]) });
  const added = (['reads', 'executes', 'changes', 'changesTrees'] as const).filter(
    (one) => nature[one],
  );
  expect(added.join(' ')).toBe(expected);
});
