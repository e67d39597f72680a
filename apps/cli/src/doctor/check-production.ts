import { parseDuration } from '@gait/local';
import { fail, pass, type Check } from './check.ts';
import { CONFIG_PATH, type ConfigSection, type ProjectConfig } from './project-config.ts';

const EDIT = `"\${EDITOR:-vi}" ${CONFIG_PATH}`;

/** A file that passes, but for the policy's name and the keys. */
const TEMPLATE = [
  'gate:',
  '  policy: .gait.yaml',
  '  profile: oss-prod',
  '  key_mode: prod',
  'retention:',
  '  trace_ttl: 168h',
  '  session_ttl: 336h',
  '  export_ttl: 168h',
];
const WRITE = `mkdir -p .gait && printf '%s\\n' ${TEMPLATE.map((line) => `'${line}'`).join(' ')} > ${CONFIG_PATH}`;

const LARGEST_REQUEST = 4_194_304;
const DEFAULT_LISTEN = '127.0.0.1:8787';

/** Whether the project's defaults are fit for production (gait-formats §7.1). */
export function checkProduction(config: ProjectConfig): Check[] {
  if (config.state === 'unreadable') {
    const { line, column } = config.error.where;
    const place =
      line === undefined
        ? ''
        : ` (line ${line}${column === undefined ? '' : `, column ${column}`})`;
    return [
      fail('production_readiness_config', `${CONFIG_PATH}: ${config.error.message}${place}`, EDIT),
    ];
  }
  const gate = config.section('gate');
  return [
    config.state === 'read'
      ? pass('production_readiness_config', `${CONFIG_PATH} is there`)
      : fail('production_readiness_config', `${CONFIG_PATH} is missing`, WRITE),
    checkField('production_profile', 'gate.profile', gate('profile'), 'oss-prod'),
    checkField('production_key_mode', 'gate.key_mode', gate('key_mode'), 'prod'),
    checkRetention(config.section('retention')),
    checkService(config.section('mcp_serve')),
    checkContext(gate),
  ];
}

function checkField(name: string, field: string, value: string, wanted: string): Check {
  if (value.toLowerCase() === wanted) return pass(name, `${field} is ${wanted}`);
  return fail(name, `${field} must be ${wanted}${value === '' ? '' : `, not ${value}`}`, EDIT);
}

function checkRetention(retention: ConfigSection): Check {
  const name = 'production_retention';
  for (const field of ['trace_ttl', 'session_ttl', 'export_ttl']) {
    const text = retention(field);
    if (text === '') return fail(name, `retention.${field} is required, for example 168h`, EDIT);
    const ms = parseDuration(text);
    if (ms === undefined) return fail(name, `retention.${field} is not a duration: ${text}`, EDIT);
    if (ms <= 0) return fail(name, `retention.${field} must be positive, not ${text}`, EDIT);
  }
  return pass(name, 'retention times are set');
}

function checkService(serve: ConfigSection): Check {
  const name = 'production_service_boundary';
  if (serve('enabled') !== 'true' && serve('listen') === '')
    return pass(name, 'mcp_serve is not configured');
  const listen = serve('listen') === '' ? DEFAULT_LISTEN : serve('listen');
  const loopback = isLoopback(listen);
  const token = serve('auth_mode').toLowerCase() === 'token';
  const bytes = Number(serve('max_request_bytes'));
  const faults: readonly (readonly [boolean, string])[] = [
    [loopback === undefined, `mcp_serve.listen is not host:port: ${listen}`],
    [
      loopback === false && !token,
      'mcp_serve.listen is reachable from outside and needs mcp_serve.auth_mode token',
    ],
    [
      token && serve('auth_token_env') === '',
      'mcp_serve.auth_mode token needs mcp_serve.auth_token_env',
    ],
    [
      serve('allow_client_artifact_paths') === 'true',
      'mcp_serve.allow_client_artifact_paths must be false',
    ],
    [
      !(bytes > 0 && bytes <= LARGEST_REQUEST),
      `mcp_serve.max_request_bytes must be 1 to ${LARGEST_REQUEST}`,
    ],
    [
      serve('http_verdict_status').toLowerCase() !== 'strict',
      'mcp_serve.http_verdict_status must be strict',
    ],
  ];
  const fault = faults.find(([found]) => found);
  return fault === undefined ? pass(name, 'mcp_serve is bounded') : fail(name, fault[1], EDIT);
}

function checkContext(gate: ConfigSection): Check {
  const name = 'production_context_strictness';
  if (gate('profile').toLowerCase() !== 'oss-prod') {
    return fail(name, 'strict context needs gate.profile oss-prod', EDIT);
  }
  if (gate('policy') === '') return fail(name, 'strict context needs gate.policy', EDIT);
  return pass(name, 'strict context is configured');
}

/** Undefined when the text is no `host:port`. A name other than localhost may resolve to anything. */
function isLoopback(listen: string): boolean | undefined {
  const parts = /^(?:\[([^\]]*)\]|([^:[\]]*)):([^:]*)$/u.exec(listen);
  if (parts === null) return undefined;
  const host = (parts[1] ?? parts[2] ?? '').toLowerCase();
  if (host === 'localhost' || host === '::1') return true;
  return (
    /^127(?:\.(?:0|[1-9]\d{0,2})){3}$/u.test(host) &&
    host.split('.').every((part) => Number(part) <= 255)
  );
}
