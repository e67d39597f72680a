import { memoryTree, type MemoryFile } from '../tree/memory-tree.ts';
import type { FileTree } from '../tree/file-tree.ts';

/** Lines of an agent that satisfies the schema; every part can be replaced or left out. */
export function agentText(parts: Readonly<Record<string, string | undefined>> = {}): string {
  const all: Record<string, string | undefined> = {
    identity: [
      '  identity:',
      '    name: "Ada Lantern"',
      '    id: lamp-v1',
      '    version: "1.0.0"',
      '    description: "Keeps the lamps of the harbour lit and reported"',
      '    role: "Lamp Keeper"',
      '    goal: "Have every lamp burn from dusk until dawn"',
    ].join('\n'),
    activation_prompt:
      '  activation_prompt:\n    - Greet the harbour master, then wait for an order',
    principles: [
      '  principles:',
      '    - Never leave a lamp unattended in fog',
      '    - Write each change into the lamp book',
      '    - Ask before putting out a light',
    ].join('\n'),
    customization: '  customization: ""',
    commands: [
      '  commands:',
      '    help: "Show what can be ordered"',
      '    chat: "(Default) Talk about lamps"',
      '    exit: "Leave the lamp room"',
      '    trim: "Execute task trim"',
    ].join('\n'),
    tasks: '  tasks:\n    - ./.krci-ai/tasks/trim.md',
    ...parts,
  };
  const lines = Object.values(all).filter((part) => part !== undefined);
  return `agent:\n${lines.join('\n')}\n`;
}

export const TRIM = `---
dependencies:
  templates:
    - log.md
  data:
    - oils.md
---

# Trim the wick

1. Write into [the lamp book](./.krci-ai/templates/log.md).
2. Choose one of [the oils](./.krci-ai/data/oils.md).
`;

/** A small framework without any finding, with files replaced, added or taken out. */
export function lampTree(files: Readonly<Record<string, MemoryFile | undefined>> = {}): FileTree {
  const all: Record<string, MemoryFile | undefined> = {
    '.krci-ai/agents/lamp.yaml': agentText(),
    '.krci-ai/tasks/trim.md': TRIM,
    '.krci-ai/templates/log.md': '# Lamp book\n',
    '.krci-ai/data/oils.md': '# Oils\n',
    ...Object.fromEntries(Object.entries(files).map(([path, file]) => [`.krci-ai/${path}`, file])),
  };
  const kept = Object.entries(all).filter(
    (entry): entry is [string, MemoryFile] => entry[1] !== undefined,
  );
  return memoryTree(Object.fromEntries(kept));
}
