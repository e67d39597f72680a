/** Something that no honest description of a tool says. */
export interface ToolRule {
  readonly code: string;
  readonly about: string;
  /** On text in small letters, without marks, blanks made one. Linear. */
  readonly pattern: RegExp;
}

/**
 * What descriptions are known to be poisoned with, besides what every text for a model is scanned
 * for: instructions in tags, reading of secrets, taking over other tools, drawing out the
 * conversation. Made when first asked for.
 */
export const makeToolRules = (): readonly ToolRule[] => [
  {
    code: 'tool_instruction_tag',
    about: 'its text speaks to the model in a tag of its own',
    pattern:
      /<\/?\s?(?:important|instructions?|system|secret|hidden|critical|admin|override|mandatory|note_to_(?:ai|model|assistant)|assistant|internal)(?:[_ -][a-z_ -]{0,30})?\s?\/?>/u,
  },
  {
    code: 'tool_reads_secrets',
    about: 'its text names files with secrets',
    pattern:
      /(?:~|\$home|%userprofile%|\/root|\/home\/[a-z0-9_.-]{1,32})[/\\]\.(?:ssh|aws|gnupg|kube|docker|config|netrc|npmrc|cursor|claude|codex|gemini|bash_history|zsh_history)|\bid_(?:rsa|ed25519|ecdsa)\b|\.aws[/\\]credentials|\/etc\/(?:shadow|passwd|sudoers)|\.git-credentials|\bmcp\.json\b|\b(?:wallet\.dat|keychain|login data)\b|\.env (?:file|content)|(?:read|content|cat|open|include|send|pass)[a-z]{0,3} [^.]{0,40}\.env\b/u,
  },
  {
    code: 'tool_takes_over',
    about: 'its text tells the model how to use other tools',
    pattern:
      /\b(?:before|after|whenever|when|every time|each time) (?:you )?(?:us(?:e|ing)|call(?:ing)?|invok(?:e|ing)|run(?:ning)?|execut(?:e|ing)) (?:any|every|each|all|another|other|the other|the [`'"]?[a-z0-9_.-]{2,64}[`'"]?) (?:other )?(?:tools?|functions?|commands?|servers?)\b|\binstead of (?:using |calling )?(?:the |any )?(?:other |built-?in |existing |original |official )?[`'"]?[a-z0-9_.-]{0,64}[`'"]? ?(?:tool|function|server)\b|\b(?:all|any|every) (?:other |subsequent |future |following )?(?:tools?|emails?|messages?|requests?|payments?|transfers?|uploads?) (?:must|should|has to|have to|needs? to|shall) (?:first |also |always |instead )?(?:be |go |use |call |include |pass )|\b(?:do not|don't|never) (?:use|call|trust) (?:the |any )?(?:other|built-?in|official|original|existing|[`'"][a-z0-9_.-]{2,64}[`'"]) (?:tools?|functions?|servers?)\b|\bthis tool (?:replaces|supersedes|overrides)\b|\b(?:side ?effects?|rules?|change|changes|modif(?:y|ies)) (?:of|for|to|the behaviou?r of) (?:the )?[`'"]?[a-z0-9_.-]{2,64}[`'"]? (?:tool|function)\b/u,
  },
  {
    code: 'tool_must_run',
    about: 'its text makes the model call it whatever was asked',
    pattern:
      /\b(?:always|must|need to|has to|have to|required to|make sure to|be sure to) (?:first |also |always )?(?:call|use|invoke|run|execute) (?:this|me)(?: tool| function)? (?:first|before|for (?:every|each|any|all)|regardless|no matter|prior to|at the (?:start|beginning)|on every|in every|whenever)|\b(?:otherwise|or else) (?:the|all|other|this|any) (?:[a-z]{1,20} )?(?:tools?|assistant|system|user)(?: will| would| may)? (?:not work|fail|stop|crash|break|be (?:blocked|deleted|terminated|lost))/u,
  },
  {
    code: 'tool_draws_out',
    about: 'its text asks for the conversation or the instructions of the model',
    pattern:
      /\b(?:entire|full|complete|whole|verbatim|all (?:of )?the|previous|prior) (?:conversation|chat|dialogue|prompt)s?(?: (?:history|log|transcript|so far|context))\b|\b(?:entire|whole) (?:conversation|chat)\b|\b(?:your|the) (?:system prompt|system message|initial instructions|hidden instructions|chain of thought|tool list|list of (?:all )?(?:your )?tools)\b/u,
  },
  {
    code: 'tool_passes_on',
    about: 'its text has what was read put into an argument',
    pattern:
      /\b(?:pass|put|include|provide|supply|insert|place|send|append|attach|write|encode|copy|paste)[a-z]{0,3} (?:[a-z]{1,15} ){0,3}(?:content|contents|output|value|values|text|data|result|results) (?:of|from|in) (?:[^.]{0,60}) (?:as|in|into|to|via|through|with) (?:the |this |that )?[`'"]?[a-z0-9_-]{2,64}[`'"]? ?(?:param|argument|field|parameter|property|input)\b|\b(?:sidenote|side_note)\b/u,
  },
  {
    code: 'tool_conceals',
    about: 'its text tells the model to hide something from the person',
    pattern:
      /\b(?:do not|don't|dont|never|must not|without) (?:ever )?(?:tell|mention|inform|show|reveal|notify|ask|alert|disclose|explain|describe|telling|mentioning|informing|showing|asking|notifying|alerting)[a-z]{0,3} (?:this |it |that |anything |about |any |of |the |to |your )*(?:users?|person|human|anyone|them|operator|developer|confirmation|permission|approval)\b|\b(?:user|human|person) (?:must|should|does|need) (?:not|n't) (?:know|see|be (?:told|aware|informed|notified)|notice)\b|\b(?:very |really |super |extremely )?(?:gentle|casual|subtle) (?:and )?(?:not scary|not to (?:scare|upset|worry|alarm))|\b(?:upset|scare|alarm|confuse|worry|bother) the user\b/u,
  },
  {
    code: 'tool_runs_download',
    about: 'its text has a program fetched and run',
    pattern:
      /\b(?:curl|wget|iwr|invoke-webrequest)\b[^|\n]{0,200}\|\s?(?:ba|z|da)?sh\b|\b(?:bash|sh|powershell|pwsh|python3?|node) -[ce] |\bbase64 (?:-d|--decode|-D)\b/u,
  },
];
