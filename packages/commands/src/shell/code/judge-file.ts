/** Calls that lose trees, or start programs which do harm, by their plain names. */
const DESTROYS =
  /\b(?:shutil\.rmtree|os\.removedirs|rmtree\s*\(|fs(?:\.promises)?\.rm(?:dir)?(?:Sync)?\s*\(|rimraf|rmSync\s*\(|FileUtils\.rm_r|File::Path|remove_tree|rm\s+-[a-zA-Z]*[rf])/;
const STARTS =
  /(?:subprocess|os\.system|os\.popen|os\.exec|os\.spawn|pty\.spawn|child_process|execSync|spawnSync|spawn\s*\(|exec\s*\(|execFile|Deno\.Command|Bun\.spawn|system\s*\(|popen|`)/;
const HARMFUL =
  /["'`\s/](?:rm|sudo|doas|curl|wget|nc|ncat|ssh|scp|dd|mkfs\w*|shutdown|reboot|kill(?:all)?|pkill|chmod|chown|crontab|launchctl|systemctl|powershell|(?:ba|z|da)?sh|aws|gcloud|az|kubectl|helm|terraform|psql|mysql)["'`\s]/;
const HIDES =
  /\b(?:eval|exec|__import__|marshal|Function)\s*\(|b64decode|atob\s*\(|fromhex|ctypes|socket\.socket|\bpty\b/;

/**
 * Whether the text of a project's own script plainly does harm. It sees literals only: names that are
 * put together, code that is loaded from elsewhere, what a library does, and files that are written
 * or deleted one by one are not seen. A script of the project is the project's own work as its tests
 * and builds are; who may write it there is asked when it is written.
 */
export function seemsHarmful(text: string): boolean {
  return DESTROYS.test(text) || (STARTS.test(text) && HARMFUL.test(text)) || HIDES.test(text);
}

/** Whether functions of a file may be called with any words: it starts nothing, and hides nothing. */
export function startsNothing(text: string): boolean {
  return !DESTROYS.test(text) && !STARTS.test(text) && !HIDES.test(text);
}
