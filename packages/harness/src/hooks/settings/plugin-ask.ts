/**
 * How a plugin asks the hook, in the JavaScript that the tools load. Anything but an exit of 0
 * with an answer of `allow` is a refusal: a missing executable, a crash, a timeout, a bad answer.
 * The hook gets none of the variables by which a runtime or a loader runs something else.
 */
export const PLUGIN_ASK = `
const environment = () =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !/^(?:BUN_|JSC_|LD_|DYLD_|NODE_OPTIONS$|NODE_PATH$)/i.test(name)));

function ask(message) {
  return new Promise((resolve) => {
    const refuse = (reason) => resolve({ allowed: false, reason });
    try {
      const options = { env: environment(), timeout: LIMIT_MS, killSignal: 'SIGKILL', maxBuffer: 1 << 20, encoding: 'utf8', windowsHide: true };
      const child = execFile(FILE, WORDS, options, (error, stdout) => {
        let answer;
        try {
          answer = JSON.parse(stdout);
        } catch {
          answer = undefined;
        }
        if (error === null && answer?.decision === 'allow') return resolve({ allowed: true });
        if (answer?.decision === 'deny') return refuse(String(answer.reason));
        refuse(error?.killed ? 'the gate did not answer in time' : 'the gate could not decide');
      });
      child.stdin.on('error', () => {});
      child.stdin.end(JSON.stringify(message));
    } catch {
      refuse('the gate could not be started');
    }
  });
}

function tell(message) {
  try {
    spawnSync(FILE, WORDS, { env: environment(), input: JSON.stringify(message), timeout: 2000, killSignal: 'SIGKILL', stdio: ['pipe', 'ignore', 'ignore'] });
  } catch {
    // Nothing waits for what comes after a call.
  }
}

const short = (value) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).slice(0, 65536);
`;
