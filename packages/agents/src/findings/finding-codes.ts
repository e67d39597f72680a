/** How grave a finding is: errors fail a validation, warnings do not, notes are remarks. */
export type Severity = 'error' | 'warning' | 'note';

interface CodeFacts {
  readonly severity: Severity;
  /** What the code stands for, one sentence; the rule's description in SARIF and in the documentation. */
  readonly about: string;
}

const error = (about: string): CodeFacts => ({ severity: 'error', about });
const warning = (about: string): CodeFacts => ({ severity: 'warning', about });
const note = (about: string): CodeFacts => ({ severity: 'note', about });

/**
 * Every code that a validation can report, with its usual severity. A code is stable for ever:
 * scripts and code scanning compare it. In files that nothing uses errors are warnings.
 */
export const FINDING_CODES = {
  // files and names
  agents_missing: error('There is no agent.'),
  encoding: error('A text is not valid UTF-8.'),
  file_foreign: warning('A file stands where nothing reads it.'),
  file_link: error('A symbolic link stands among the assets; links are not followed.'),
  file_too_large: error('A file is larger than an asset may be.'),
  file_unreadable: error('A file cannot be read.'),
  name_collision: error(
    'Two names differ only in case or in Unicode form: some systems keep one of the two.',
  ),
  name_encoding: error('A name is not valid UTF-8.'),
  name_unportable: error('A name that Windows cannot have.'),
  tree_truncated: error(
    'There are more files than a framework may have; the rest was not looked at.',
  ),

  // form of a text
  conflict_unresolved: error('The markers of a merge still stand in a file.'),
  bom: warning('A byte order mark stands at the beginning of a text.'),
  line_endings_mixed: warning('A text has line breaks of both kinds.'),
  newline_missing: warning('The last line of an agent or a task does not end.'),
  size_budget: warning('A file is larger than what is usual for its kind.'),
  size_limit: error('A file is larger than the project allows.'),
  token_budget: error('A file, an agent, or all agents have more tokens than the project allows.'),

  // YAML
  yaml_alias: error('An alias names nothing, or repeats too much.'),
  yaml_depth: error('The YAML is nested too deeply.'),
  yaml_documents: warning('A file holds several YAML documents; the first is read.'),
  yaml_duplicate_key: error('A key is given twice.'),
  yaml_key: error('A key is no plain text.'),
  yaml_syntax: error('The text is not YAML.'),
  yaml_tag: error('A tag other than !!str.'),
  data_not_yaml: warning('A data file with the extension of YAML is not YAML.'),

  // form of an asset
  front_matter_toml: error('Front matter between +++ lines; only YAML between --- lines is read.'),
  front_matter_unclosed: error('Front matter that no line of --- ends.'),
  schema_count: error('Too few or too many items.'),
  schema_key_near: error('A key that is nearly one that counts.'),
  schema_key_other: note('A key that nothing reads.'),
  schema_key_unknown: error('A key that the format does not have.'),
  schema_length: error('A text is too short or too long.'),
  schema_missing: error('A field that must be there is not.'),
  schema_pattern: error('A text does not have the form that its field asks for.'),
  schema_repeated: error('A list names the same thing twice.'),
  schema_type: error('A value of another kind than its field takes.'),
  skill_file_missing: error('A folder among the skills has no SKILL.md.'),
  skill_name: error('The name of a skill and of its folder differ.'),

  // identity
  agent_id_duplicate: error('Two agents have one id.'),
  agent_id_file: note('The id of an agent and the name of its file differ.'),
  agent_id_version: warning('The number in the id of an agent is not its major version.'),
  agent_name_duplicate: warning('Two agents have one name.'),
  agent_short_duplicate: error('Two agents have one file name.'),
  command_task_unknown: warning('A command runs a task that is not among the tasks of the agent.'),

  // references
  missing_data: error('A data file that is referred to does not exist.'),
  missing_skill: error('A skill that is referred to does not exist.'),
  missing_task: error('A task that is referred to does not exist.'),
  missing_template: error('A template that is referred to does not exist.'),
  not_a_file: error('A reference leads to a folder, a link or a device.'),
  path_escape: error('A reference leads out of the folder that it must stay in.'),
  reference_spelling: warning('A path in a spelling that not every tool reads.'),
  reference_repeated: warning('Front matter names the same thing twice.'),
  reference_unusable: error('A reference is empty, or no file can have its name.'),

  // links in the text
  broken_anchor: warning('A link names a heading that is not there.'),
  broken_image: error('An image that is not there.'),
  broken_link: error('A link to a file of the framework that is not there.'),
  broken_relative_link: warning('A relative link to a file that is not there.'),
  link_textless: warning(
    'A link without words to a file of the framework: where the file is not installed nothing stays of it.',
  ),
  link_undeclared: warning(
    'A link to a file that the front matter does not declare: it may be missing where the task is installed.',
  ),

  // tags
  tag_unclosed: error('A tag is opened and never closed.'),
  tag_unopened: error('A tag is closed that was not opened.'),

  // the whole
  cycle: warning('Tasks that call each other in a circle.'),
  dependency_unused: note('Front matter declares a file that the text does not link to.'),
  local_unknown: warning(
    'A file among the local ones that overrides nothing and is not referred to.',
  ),
  orphan: warning('A file that no agent reaches.'),
} as const satisfies Readonly<Record<string, CodeFacts>>;

export type FindingCode = keyof typeof FINDING_CODES;
