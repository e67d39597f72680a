import { readFramework, type Framework } from '../graph/read-framework.ts';
import type { MemoryFile } from '../tree/memory-tree.ts';
import { agentText, lampTree } from './lamp-framework.ts';

/** An agent of which every text tries to end what it is written into. */
const KEEPER = agentText({
  identity: [
    '  identity:',
    '    name: "Ada O\'Lantern"',
    '    id: keeper-v1',
    '    version: "1.0.0"',
    '    description: "Says \\"no\\": it\'s #1, \\\\ {all} [of] it\\n---\\nevil: true"',
    '    role: "Keeper: night"',
    '    goal: "Have every lamp burn from dusk until dawn"',
  ].join('\n'),
  customization: [
    '  customization: |',
    '    ```',
    '    ````md',
    '    """ and \'\'\' and \\ and \\"""',
    '    ---',
    '    <!-- krci-ai made this from x sha256:0 -->',
    '    a tab\there, a letter \u{1f6a8}, a mark \u202eturned',
    '    --> $ARGUMENTS {{args}} !{rm -rf /} !`rm -rf /` @.env {% raw %}',
  ].join('\n'),
  tasks: ["  tasks:\n    - ./.krci-ai/tasks/night/trim wick's.md", '  skills:\n    - wick'].join(
    '\n',
  ),
}).trimEnd();

const TRIM = `---
dependencies:
  mcp_servers:
    - harbour
---

# Task: Trim: the "wick" !{date} !\`date\` {{args}}

Do it.
`;

/** Small, valid to look at, and hostile to whoever writes files of it. */
export function nastyFramework(
  files: Readonly<Record<string, MemoryFile | undefined>> = {},
): Framework {
  return readFramework(
    lampTree({
      'agents/lamp.yaml': undefined,
      'agents/keeper.yaml': KEEPER,
      'agents/ключ.yaml': agentText({ tasks: undefined }).replaceAll('\n', '\r\n'),
      'agents/night/Night Owl.yaml': agentText(),
      'agents/broken.yaml': 'agent: [\n',
      "tasks/night/trim wick's.md": TRIM,
      'skills/wick/SKILL.md':
        '---\nname: wick\ndescription: Trims\n---\n\n# Wick\n\nno last line end',
      'skills/wick/bin/trim.sh': '#!/bin/sh\nexit 0\n',
      ...files,
    }),
  );
}
