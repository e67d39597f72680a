/** Names that stand for a cmdlet. Those that are programs elsewhere are in `PROGRAM_ALIASES`. */
export const ALIASES: Readonly<Record<string, string>> = {
  gc: 'get-content',
  type: 'get-content',
  sc: 'set-content',
  ac: 'add-content',
  clc: 'clear-content',
  ri: 'remove-item',
  del: 'remove-item',
  erase: 'remove-item',
  rd: 'remove-item',
  rp: 'remove-itemproperty',
  copy: 'copy-item',
  cpi: 'copy-item',
  move: 'move-item',
  mi: 'move-item',
  ren: 'rename-item',
  rni: 'rename-item',
  ni: 'new-item',
  md: 'mkdir',
  gci: 'get-childitem',
  dir: 'get-childitem',
  gi: 'get-item',
  gp: 'get-itemproperty',
  gpv: 'get-itempropertyvalue',
  sp: 'set-itemproperty',
  si: 'set-item',
  cli: 'clear-item',
  rvpa: 'resolve-path',
  sls: 'select-string',
  epcsv: 'export-csv',
  ipcsv: 'import-csv',
  iwr: 'invoke-webrequest',
  irm: 'invoke-restmethod',
  iex: 'invoke-expression',
  icm: 'invoke-command',
  sajb: 'start-job',
  start: 'start-process',
  saps: 'start-process',
  spps: 'stop-process',
  spsv: 'stop-service',
  sasv: 'start-service',
  cd: 'set-location',
  chdir: 'set-location',
  sl: 'set-location',
  pushd: 'push-location',
  popd: 'pop-location',
  gl: 'get-location',
  pwd: 'get-location',
  '%': 'foreach-object',
  foreach: 'foreach-object',
  '?': 'where-object',
  where: 'where-object',
  select: 'select-object',
  sort: 'sort-object',
  group: 'group-object',
  measure: 'measure-object',
  compare: 'compare-object',
  diff: 'compare-object',
  gu: 'get-unique',
  gm: 'get-member',
  fl: 'format-list',
  ft: 'format-table',
  fw: 'format-wide',
  oh: 'out-host',
  echo: 'write-output',
  write: 'write-output',
  gps: 'get-process',
  gsv: 'get-service',
  gcm: 'get-command',
  gal: 'get-alias',
  gv: 'get-variable',
  h: 'get-history',
  history: 'get-history',
  cls: 'clear-host',
  clear: 'clear-host',
  sleep: 'start-sleep',
  help: 'get-help',
  man: 'get-help',
  tee: 'tee-object',
  tnc: 'test-netconnection',
  ls: 'get-childitem',
  cat: 'get-content',
  rm: 'remove-item',
  rmdir: 'remove-item',
  cp: 'copy-item',
  mv: 'move-item',
  ps: 'get-process',
  kill: 'stop-process',
  curl: 'invoke-webrequest',
  wget: 'invoke-webrequest',
};
/** Aliases that are programs where the shell runs on another system, or in a later version. */
export const PROGRAM_ALIASES: ReadonlySet<string> = new Set([
  ...['ls', 'cat', 'rm', 'rmdir', 'cp', 'mv', 'ps', 'kill', 'curl', 'wget', 'sort', 'tee', 'diff'],
  ...['sleep', 'clear', 'man', 'mkdir', 'pwd', 'echo', 'write', 'history'],
]);

/** Cmdlets that show, choose or count; what their blocks do is read by itself. */
const HARMLESS =
  'write-output write-host write-error write-warning write-verbose write-debug write-information write-progress select-object where-object sort-object group-object measure-object compare-object format-table format-list format-wide format-custom out-null out-string out-host out-default get-date get-location get-process get-service get-member get-command get-help get-variable get-history get-alias get-host get-random get-culture get-unique get-psdrive get-module get-timezone get-computerinfo get-verb get-job receive-job wait-job get-executionpolicy get-psprovider clear-host start-sleep convertto-json convertfrom-json convertto-csv convertfrom-csv convertto-html convertto-xml convert-path join-path split-path resolve-path set-strictmode new-timespan new-guid get-error measure-command join-string get-uptime wait-process get-typedata set-psdebug';
export const isHarmless = (name: string): boolean => ` ${HARMLESS} `.includes(` ${name} `);
/** Of those, what gives on the files that it gets. */
export const PASSING = /^(?:where-object|sort-object|select-object)$/;

const FILTERS = 'filter:v include:v exclude:v credential:v force:s';
const LITERAL = 'literalpath|pspath|lp';
const TEXTS = 'encoding:v nonewline:s asbytestream:s stream:v passthru:s force:s';
const WEB =
  'uri:u1 method:v custommethod|cm:v outfile:w infile:r body:v headers:v useragent:v usebasicparsing:s contenttype:v timeoutsec:v connectiontimeoutseconds:v operationtimeoutseconds:v credential:v sessionvariable|sv:v websession:v maximumredirection:v disablekeepalive:s passthru:s proxy:u proxycredential:v skipcertificatecheck:s form:v token:v authentication:v resume:s maximumretrycount:v retryintervalsec:v usedefaultcredentials:s allowunencryptedauthentication:s transferencoding:v skipheadervalidation:s skiphttperrorcheck:s sslprotocol:v httpversion:v certificate:v certificatethumbprint:v statuscodevariable:v responseheadersvariable|rhv:v followrellink|fl:s maximumfollowrellink|ml:v noproxy:s preserveauthorizationonredirect:s';

/**
 * What the parameters of a cmdlet are: `name|alias:role`, with the place it has without a name.
 * `r` reads the file, `w` writes it, `W` empties it, `d` deletes it, `m` moves it away, `n` is a
 * name beside it, `u` an address, `h` a host, `v` any value, `s` a switch, `t` the switch that
 * takes in what lies below.
 */
export const CMDLETS: Readonly<Record<string, string>> = {
  'get-content': `path:r1 ${LITERAL}:r readcount:v totalcount|first|head:v tail|last:v delimiter:v wait:s raw:s encoding:v asbytestream:s stream:v ${FILTERS}`,
  'set-content': `path:w1 value:v2 ${LITERAL}:w ${TEXTS} filter:v include:v exclude:v`,
  'add-content': `path:w1 value:v2 ${LITERAL}:w ${TEXTS} filter:v include:v exclude:v`,
  'clear-content': `path:W1 ${LITERAL}:W stream:v ${FILTERS}`,
  'remove-item': `path:d1 ${LITERAL}:d recurse:t stream:v ${FILTERS}`,
  'copy-item': `path:r1 destination:w2 ${LITERAL}:r container:s recurse:t passthru:s ${FILTERS}`,
  'move-item': `path:m1 destination:w2 ${LITERAL}:m passthru:s ${FILTERS}`,
  'rename-item': `path:m1 newname:n2 ${LITERAL}:m passthru:s force:s credential:v`,
  'new-item': 'path:w1 name:N itemtype|type:v value|target:v force:s credential:v',
  mkdir: 'path:w1 name:N force:s credential:v value:v',
  'get-childitem': `path:r1 filter:v2 ${LITERAL}:r include:v exclude:v recurse|s:t depth:v force:s name:s attributes:v directory|ad|d:s file|af:s hidden|ah|h:s readonly|ar:s system|as:s followsymlink:s`,
  'get-item': `path:r1 ${LITERAL}:r stream:v ${FILTERS}`,
  'get-itemproperty': `path:r1 name:v2 ${LITERAL}:r ${FILTERS}`,
  'get-itempropertyvalue': `path:r1 name:v2 ${LITERAL}:r ${FILTERS}`,
  'test-path': `path:r1 ${LITERAL}:r pathtype|type:v isvalid:s olderthan:v newerthan:v filter:v include:v exclude:v credential:v`,
  'get-filehash': `path:r1 algorithm:v2 ${LITERAL}:r inputstream:v`,
  'get-acl': `path:r1 ${LITERAL}:r audit:s ${FILTERS}`,
  'set-acl': `path:w1 aclobject:v2 ${LITERAL}:w passthru:s ${FILTERS}`,
  'set-item': `path:w1 value:v2 ${LITERAL}:w passthru:s ${FILTERS}`,
  'clear-item': `path:W1 ${LITERAL}:W ${FILTERS}`,
  'set-itemproperty': `path:w1 name|psproperty:v2 value:v3 ${LITERAL}:w type:v inputobject:v passthru:s ${FILTERS}`,
  'new-itemproperty': `path:w1 name|psproperty:v2 value:v propertytype|type:v ${LITERAL}:w ${FILTERS}`,
  'remove-itemproperty': `path:W1 name|psproperty:v2 ${LITERAL}:W ${FILTERS}`,
  'select-string': `pattern:v1 path:r2 ${LITERAL}:r simplematch:s casesensitive:s quiet:s list:s include:v exclude:v notmatch:s allmatches:s encoding:v context:v raw:s noemphasis:s culture:v inputobject:v`,
  'out-file':
    'filepath|path:w1 encoding:v2 literalpath|pspath|lp:w append:s force:s noclobber|nooverwrite:s width:v nonewline:s inputobject:v',
  'tee-object': 'filepath|path:w1 literalpath|pspath|lp:w append:s encoding:v inputobject:v',
  'export-csv':
    'path:w1 delimiter:v2 literalpath|pspath|lp:w append:s force:s noclobber|nooverwrite:s notypeinformation|nti:s includetypeinformation|iti:s encoding:v useculture:s inputobject:v usequotes|uq:v quotefields|qf:v noheader:s',
  'import-csv': 'path:r1 delimiter:v2 literalpath|pspath|lp:r header:v useculture:s encoding:v',
  'export-clixml':
    'path:w1 literalpath|pspath|lp:w depth:v inputobject:v force:s noclobber|nooverwrite:s encoding:v',
  'import-clixml': 'path:r1 literalpath|pspath|lp:r includetotalcount:s skip:v first:v',
  'compress-archive':
    'path:r1 destinationpath:w2 literalpath|pspath|lp:r compressionlevel:v update:s force:s passthru:s',
  'expand-archive': 'path:r1 destinationpath:w2 literalpath|pspath|lp:r force:s passthru:s',
  'start-transcript':
    'path:w1 literalpath|pspath|lp:w outputdirectory:w append:s force:s noclobber|nooverwrite:s includeinvocationheader:s useminimalheader:s',
  'invoke-webrequest': WEB,
  'invoke-restmethod': WEB,
  'start-bitstransfer':
    'source:u1 destination:w2 asynchronous:s displayname:v description:v priority:v',
  'test-connection':
    'targetname|computername|cn|ipv4address|destination:h1 count:v quiet:s delay:v buffersize:v timeoutseconds:v tcpport:v ping:s traceroute:s repeat|continuous:s resolvedestination:s ipv4:s ipv6:s maxhops|ttl:v',
  'test-netconnection':
    'computername|remoteaddress|cn:h1 commontcpport:v2 port|remoteport:v informationlevel:v traceroute:s hops:v diagnoserouting:s',
  'resolve-dnsname': 'name:h1 type:v2 server:h dnsonly:s nohostsfile:s quicktimeout:s tcponly:s',
};
/** Parameters that every cmdlet has. */
export const COMMON =
  'verbose|vb:s debug|db:s erroraction|ea:v warningaction|wa:v informationaction|infa:v errorvariable|ev:v warningvariable|wv:v informationvariable|iv:v outvariable|ov:v outbuffer|ob:v pipelinevariable|pv:v progressaction|proga:v whatif|wi:s confirm|cf:s usetransaction|usetx:s';

/** Cmdlets on something other than files: service, operation, and whether it is a right or a loss. */
export const SERVICES: Readonly<
  Record<
    string,
    readonly [service: string, operation: string, kind: 'write' | 'delete' | 'privilege']
  >
> = {
  'stop-process': ['process', 'stop', 'write'],
  'stop-service': ['windows-service', 'stop', 'privilege'],
  'start-service': ['windows-service', 'start', 'privilege'],
  'restart-service': ['windows-service', 'restart', 'privilege'],
  'set-service': ['windows-service', 'set', 'privilege'],
  'new-service': ['windows-service', 'create', 'privilege'],
  'remove-service': ['windows-service', 'delete', 'privilege'],
  'set-executionpolicy': ['powershell', 'set-execution-policy', 'privilege'],
  'restart-computer': ['computer', 'restart', 'privilege'],
  'stop-computer': ['computer', 'stop', 'privilege'],
  'clear-recyclebin': ['computer', 'clear-recycle-bin', 'delete'],
  'format-volume': ['disk', 'format', 'delete'],
  'clear-disk': ['disk', 'clear', 'delete'],
  'initialize-disk': ['disk', 'initialize', 'delete'],
  'remove-partition': ['disk', 'remove-partition', 'delete'],
  'register-scheduledtask': ['scheduled-task', 'create', 'privilege'],
  'unregister-scheduledtask': ['scheduled-task', 'delete', 'privilege'],
  'new-localuser': ['account', 'create', 'privilege'],
  'remove-localuser': ['account', 'delete', 'privilege'],
  'set-localuser': ['account', 'set', 'privilege'],
  'add-localgroupmember': ['account', 'add-member', 'privilege'],
  'set-mppreference': ['defender', 'set', 'privilege'],
  'add-mppreference': ['defender', 'add', 'privilege'],
  'new-netfirewallrule': ['firewall', 'create', 'privilege'],
  'set-netfirewallprofile': ['firewall', 'set', 'privilege'],
  'clear-eventlog': ['event-log', 'clear', 'delete'],
  'remove-eventlog': ['event-log', 'delete', 'delete'],
};
