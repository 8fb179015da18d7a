import type { Shell } from './syntax.ts';

/** PowerShell's own short names (Microsoft, "about_Aliases"), without those that other programs have as well and that do the same. */
export const ALIASES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ri: 'remove-item',
    rm: 'remove-item',
    rmdir: 'remove-item',
    rd: 'remove-item',
    del: 'remove-item',
    erase: 'remove-item',
    gc: 'get-content',
    cat: 'get-content',
    type: 'get-content',
    gci: 'get-childitem',
    gi: 'get-item',
    sls: 'select-string',
    sl: 'cd',
    'set-location': 'cd',
    'push-location': 'pushd',
    'pop-location': 'popd',
    gl: 'get-location',
    sc: 'set-content',
    ac: 'add-content',
    clc: 'clear-content',
    ni: 'new-item',
    mi: 'move-item',
    move: 'move-item',
    mv: 'move-item',
    ci: 'copy-item',
    cpi: 'copy-item',
    copy: 'copy-item',
    cp: 'copy-item',
    rni: 'rename-item',
    ren: 'rename-item',
    iwr: 'invoke-webrequest',
    curl: 'invoke-webrequest',
    wget: 'invoke-webrequest',
    saps: 'start-process',
    gal: 'get-command',
    gcm: 'get-command',
    measure: 'measure-object',
    select: 'select-object',
    sort: 'sort-object',
    group: 'group-object',
    compare: 'compare-object',
    diff: 'compare-object',
    ft: 'format-table',
    fl: 'format-list',
    fw: 'format-wide',
    sleep: 'start-sleep',
    tee: 'tee-object',
    gps: 'get-process',
    ps: 'get-process',
    sajb: 'start-job',
    gm: 'get-member',
    ii: 'invoke-item',
    ipmo: 'import-module',
    rv: 'remove-variable',
    sv: 'set-variable',
    si: 'set-item',
    cli: 'clear-item',
    ihy: 'invoke-history',
    r: 'invoke-history',
  }),
);

const VERBS = new Set(
  `add approve assert backup block build checkpoint clear close compare complete compress confirm connect convert convertfrom
  convertto copy debug deny deploy disable disconnect dismount edit enable enter exit expand export find for foreach format get
  grant group hide import initialize install invoke join limit lock measure merge mount move new open optimize out ping pop
  protect publish push read receive redo register remove rename repair request reset resize resolve restart restore resume
  revoke save search select send set show skip sort split start step stop submit suspend switch sync tee test trace unblock undo
  uninstall unlock unprotect unpublish unregister update use wait watch where write`.split(/\s+/),
);

const KNOWN = new Set(
  `remove-item get-content get-childitem get-item get-location get-date get-command get-help get-filehash select-string
  select-object sort-object measure-object group-object compare-object format-table format-list format-wide out-string out-null
  out-file write-output write-host write-verbose write-warning test-path resolve-path convertfrom-json convertto-json
  set-content add-content clear-content new-item copy-item move-item rename-item invoke-webrequest start-sleep clear-host
  tee-object`.split(/\s+/),
);

/** Whether a name is of the kind that PowerShell's own commands have, and none that is known here. */
export function isUnknownCmdlet(name: string, shell: Shell): boolean {
  if (shell !== 'powershell') return false;
  const verb = /^([a-z]+)-[a-z]+$/.exec(name)?.[1];
  return verb !== undefined && VERBS.has(verb) && !KNOWN.has(name);
}
