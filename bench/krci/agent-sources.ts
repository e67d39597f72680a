import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Texts that every tool can carry: half of them roles, half of them procedures. */
export const SOURCES = 400;
/** The tools of both sides, as each of them calls them. */
export const TARGETS = {
  ours: 'claude,cursor,vscode,codex,opencode',
  rulesync: 'claudecode,cursor,copilot,codexcli,opencode',
  ruler: 'claude,cursor,copilot,codex,opencode',
  apm: 'claude,cursor,copilot,codex,opencode',
} as const;

const BODY = Array.from(
  { length: 40 },
  (_, line) =>
    `${line + 1}. Look at part ${line + 1}, write down what is missing and who repairs it.`,
).join('\n');

/** A framework of 200 agents with a task each. */
export function writeFramework(folder: string): void {
  for (let index = 0; index < SOURCES / 2; index += 1) {
    const name = `role-${index}`;
    write(folder, `agents/${name}.yaml`, agentText(name, index));
    write(folder, `tasks/${name}/check.md`, `# Task: Check part ${index}\n\n${BODY}\n`);
  }
}

function agentText(name: string, index: number): string {
  return `agent:
  identity:
    name: "Role Number ${index}"
    id: ${name}-v1
    version: "1.0.0"
    description: "Checks part ${index} and says what is missing"
    role: "Checker of part ${index}"
    goal: "Leave part ${index} without open questions."
  activation_prompt:
    - "Greet the user and show the commands."
  principles:
    - "Say what is missing before what is there."
    - "One finding, one owner, one date."
    - "Nothing is done that was not looked at."
  customization: ""
  commands:
    help: "Show the commands"
    chat: "Talk about the part"
    exit: "Leave the role"
    check: "Execute task check"
  tasks:
    - ./.krci-ai/tasks/${name}/check.md
`;
}

/** The same texts as sub-agents and commands of rulesync. */
export function writeRulesync(folder: string): void {
  for (let index = 0; index < SOURCES / 2; index += 1) {
    const description = `Checks part ${index} and says what is missing`;
    const head = `---\ntargets: ["*"]\nname: role-${index}\ndescription: "${description}"\n---\n`;
    write(folder, `.rulesync/subagents/role-${index}.md`, `${head}\n${BODY}\n`);
    write(folder, `.rulesync/commands/check-${index}.md`, `${head}\n${BODY}\n`);
  }
}

/** The same texts as rules of ruler. */
export function writeRuler(folder: string): void {
  for (let index = 0; index < SOURCES; index += 1) {
    write(
      folder,
      `.ruler/part-${String(index).padStart(3, '0')}.md`,
      `# Part ${index}\n\n${BODY}\n`,
    );
  }
}

/** The same texts as agents and prompts of a local package of apm. */
export function writeApm(folder: string): void {
  const targets = TARGETS.apm.split(',').join(', ');
  write(folder, 'apm.yml', `name: bench\nversion: 1.0.0\ntargets: [${targets}]\n`);
  for (let index = 0; index < SOURCES / 2; index += 1) {
    const head = `---\nname: role-${index}\ndescription: "Checks part ${index}"\n---\n`;
    write(folder, `.apm/agents/role-${index}.agent.md`, `${head}\n${BODY}\n`);
    write(folder, `.apm/prompts/check-${index}.prompt.md`, `${head}\n${BODY}\n`);
  }
}

function write(folder: string, name: string, text: string): void {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
}
