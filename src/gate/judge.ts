import type { Inspection } from './commandFindings.ts';
import type { Reason } from './reasons.ts';
import { matches, type Rule, type Subject } from './rules.ts';
import { isProtected, isSecret } from './sensitivePaths.ts';
import { definedUnseen, runsUnseen, type UnseenFile } from './unreviewedFiles.ts';

/** `ask`: the user decides everything. `autoEdits`: edits go through. `auto`: what nothing forbids. `plan`: reads only. */
export type Approvals = 'ask' | 'autoEdits' | 'auto' | 'plan';

export type Verdict = 'allow' | 'ask' | 'deny';

export interface Place {
  /** As the user reads it. */
  path: string;
  /** With every link followed: relative to its folder where inside, absolute where not. */
  real: string;
  inside: boolean;
  /** The user keeps it from the model, by a `.kimiignore`. */
  excluded?: boolean;
}

export type GateAction =
  | { type: 'read'; place: Place }
  /** Every place that it touches. `fetches`: extensions would fetch what its text names; see namesRemoteSchema. */
  | { type: 'edit'; places: readonly Place[]; fetches?: boolean }
  /** `places`: where its mentions lead, in their order. */
  | { type: 'command'; inspection: Inspection; places: readonly Place[] }
  /** `local`: it leads to this machine or its network. */
  | { type: 'fetch'; url: string; local: boolean }
  /** A call of a tool that comes from elsewhere; `folder` is the one that configures its server. */
  | { type: 'tool'; folder?: string }
  /** Starting a server that a folder configures: only the user's own word allows it. */
  | { type: 'server' };

export interface GateContext {
  approvals: Approvals;
  /** The user trusts the workspace. */
  trusted: boolean;
  /** The user's and the session's; none of them ever comes from a repository. */
  rules: readonly Rule[];
  /** The name of the tool that is called. */
  tool: string | undefined;
  unseen: readonly UnseenFile[];
  /** The model has read what strangers wrote on the web. */
  readWeb: boolean;
}

export interface Judgement {
  verdict: Verdict;
  /** Why it is not allowed; the gravest first. */
  reasons: Reason[];
  /** A rule that would have allowed it. */
  suggestion?: Rule;
}

/**
 * The one gate that every action of the model passes. Strictest wins: a rule that denies, then whatever asks, then what allows. A
 * rule that allows answers only the question that the approvals setting asks, and that of a read outside the workspace.
 */
export function judge(action: GateAction, context: GateContext): Judgement {
  const denial = denies(action, context);
  if (denial) return { verdict: 'deny', reasons: [denial] };
  const grave = unique([...ruled(action, context, 'ask'), ...reasonsOf(action, context)]);
  if (grave.length > 0) return { verdict: 'ask', reasons: grave };
  const question = openQuestion(action, context);
  if (!question || isAllowed(action, context)) return { verdict: 'allow', reasons: [] };
  const suggestion = suggest(action, context);
  return { verdict: 'ask', reasons: [question], ...(suggestion ? { suggestion } : {}) };
}

function denies(action: GateAction, context: GateContext): Reason | undefined {
  const changes = action.type === 'edit' || action.type === 'command';
  const foreign = action.type === 'tool' || action.type === 'server';
  if ((changes || foreign) && !context.trusted) return { type: 'untrusted' };
  if (changes && context.approvals === 'plan') return { type: 'plan' };
  return ruled(action, context, 'deny')[0];
}

function ruled(action: GateAction, { rules, tool }: GateContext, decision: 'ask' | 'deny'): Reason[] {
  const subjects = subjectsOf(action, tool);
  return rules
    .filter((rule) => rule.decision === decision && subjects.some((subject) => matches(rule, subject)))
    .map((rule) => ({ type: 'rule', rule }));
}

function subjectsOf(action: GateAction, tool: string | undefined): Subject[] {
  switch (action.type) {
    case 'read':
      return [placed(action.place, tool)];
    case 'edit':
      return action.places.map((place) => placed(place, tool));
    case 'command': {
      const { runs, hosts } = action.inspection;
      const commands = runs.map(({ words }) => (words ? { tool, words } : { tool }));
      return [
        { tool },
        ...commands,
        ...action.places.map((place) => placed(place, tool)),
        ...hosts.map((host) => ({ tool, host })),
      ];
    }
    case 'fetch':
      return [{ tool, host: hostOf(action.url) }];
    case 'tool':
      return [foreign(action, tool)];
    case 'server':
      return [{ tool }];
  }
}

/** Another folder's server may have tools of the same name: a rule can name the folder as its path. */
function foreign({ folder }: Extract<GateAction, { type: 'tool' }>, tool: string | undefined): Subject {
  return { tool, ...(folder === undefined ? {} : { paths: [folder] }) };
}

function placed({ path, real }: Place, tool: string | undefined): Subject {
  return { tool, paths: [path, real] };
}

/** What asks whatever the rules allow. */
function reasonsOf(action: GateAction, { approvals, readWeb, unseen }: GateContext): Reason[] {
  switch (action.type) {
    case 'read':
      return [...excludedOf(action.place), ...secretOf(action.place)];
    case 'edit':
      return [
        ...action.places.flatMap((place) => [
          ...outsideOf(place),
          ...protectedOf(place),
          ...excludedOf(place),
          ...secretOf(place),
        ]),
        ...(readWeb && action.fetches ? [{ type: 'web' as const }] : []),
      ];
    case 'command': {
      const { inspection, places } = action;
      const touched = places.flatMap((place, index) => {
        const access = inspection.mentions[index]?.access;
        return [
          ...excludedOf(place),
          ...secretOf(place),
          ...outsideOf(place),
          ...(access === 'write' ? protectedOf(place) : []),
          ...(access === 'run' ? runsUnseen(place, unseen) : []),
        ];
      });
      const web: Reason[] = readWeb && (inspection.network || inspection.hosts.length > 0) ? [{ type: 'web' }] : [];
      return [
        ...inspection.reasons.filter(isGrave),
        ...touched,
        ...definedUnseen(inspection.definitions, unseen),
        ...inspection.reasons.filter((reason) => !isGrave(reason)),
        ...web,
      ];
    }
    case 'fetch':
      return [
        ...(action.local ? [{ type: 'local' as const, host: hostOf(action.url) }] : []),
        ...(readWeb && carriesData(action.url) ? [{ type: 'web' as const }] : []),
      ];
    case 'tool':
    case 'server':
      // Nobody can tell what it does, so a plan may use it only with the user's word, each time.
      return [
        ...(approvals === 'plan' ? [{ type: 'plan' as const }] : []),
        ...(readWeb && action.type === 'tool' ? [{ type: 'web' as const }] : []),
      ];
  }
}

function isGrave(reason: Reason): boolean {
  return reason.type !== 'unclear';
}

function outsideOf({ path, inside }: Place): Reason[] {
  return inside ? [] : [{ type: 'outside', path }];
}

function protectedOf({ path, real, inside }: Place): Reason[] {
  return inside && (isProtected(real) || isProtected(path)) ? [{ type: 'protected', path }] : [];
}

function excludedOf({ path, excluded }: Place): Reason[] {
  return excluded ? [{ type: 'excluded', path }] : [];
}

function secretOf({ path, real }: Place): Reason[] {
  return isSecret(real) || isSecret(path) ? [{ type: 'secret', path }] : [];
}

/** What a rule may answer. */
function openQuestion(action: GateAction, { approvals }: GateContext): Reason | undefined {
  switch (action.type) {
    case 'read':
      return action.place.inside ? undefined : { type: 'outside', path: action.place.path };
    case 'edit':
      return approvals === 'ask' ? { type: 'approvals' } : undefined;
    case 'command':
    case 'fetch':
    case 'tool':
      return approvals === 'auto' ? undefined : { type: 'approvals' };
    case 'server':
      return { type: 'approvals' };
  }
}

function isAllowed(action: GateAction, { rules, tool }: GateContext): boolean {
  const allowing = rules.filter(({ decision }) => decision === 'allow');
  const allowed = (subject: Subject) => allowing.some((rule) => matches(rule, subject));
  switch (action.type) {
    case 'read':
      return allowed(placed(action.place, tool));
    case 'edit':
      return action.places.every((place) => allowed(placed(place, tool)));
    case 'command': {
      const { runs, redirects } = action.inspection;
      const own = runs.filter(({ wraps }) => !wraps);
      return !redirects && own.length > 0 && own.every(({ words }) => allowed(words ? { tool, words } : { tool }));
    }
    case 'fetch':
      return allowed({ tool, host: hostOf(action.url) });
    case 'tool':
      return allowed(foreign(action, tool));
    case 'server':
      return false;
  }
}

function suggest(action: GateAction, { tool }: GateContext): Rule | undefined {
  switch (action.type) {
    case 'read':
      return { decision: 'allow', path: action.place.real };
    case 'edit':
      return undefined;
    case 'fetch':
      return { decision: 'allow', host: hostOf(action.url) };
    case 'tool':
      return tool ? { decision: 'allow', tool, ...(action.folder ? { path: action.folder } : {}) } : undefined;
    case 'server':
      return undefined;
    case 'command': {
      const own = action.inspection.runs.filter(({ wraps }) => !wraps);
      const [only, ...more] = own;
      if (!only?.words || more.length > 0 || action.inspection.redirects) return undefined;
      const command = beginningOf(only.words);
      return command === undefined ? undefined : { decision: 'allow', ...(tool ? { tool } : {}), command };
    }
  }
}

/** Programs of which the first word after their name says what they do. */
const BY_SUBCOMMAND = new Set(
  'git npm pnpm yarn bun cargo go dotnet docker make poetry uv bundle composer mvn gradle'.split(' '),
);

/** As much of a command as names what it does; all of it where that is not known. */
function beginningOf(words: readonly string[]): string | undefined {
  const [program = '', sub = '', script = ''] = words;
  const runsScript = /^(?:run|run-script)$/.test(sub) && script !== '';
  const known = BY_SUBCOMMAND.has(program) && /^[\w:.-]+$/.test(sub) && !sub.startsWith('-');
  const shown = known ? words.slice(0, runsScript ? 3 : 2) : words;
  // A rule's words are told apart by blanks.
  return shown.length > 6 || shown.some((word) => /\s/.test(word) || word === '') ? undefined : shown.join(' ');
}

/** Most of what is asked of the web has an address of plain words; a query, what is long, and what no word is could be a message. */
function carriesData(url: string): boolean {
  if (!URL.canParse(url)) return true;
  const { search, pathname, username, host } = new URL(url);
  if (search !== '' || username !== '' || pathname.length > 100 || host.length > 60) return true;
  return `${host}${pathname}`
    .split(/[/._~-]/)
    .some((word) => word.length > 32 || (word.length > 12 && /\d.*[a-z]|%/i.test(word)));
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : '';
}

function unique(reasons: readonly Reason[]): Reason[] {
  const seen = new Set<string>();
  return reasons.filter((reason) => {
    const key = JSON.stringify(reason);
    return !seen.has(key) && seen.add(key);
  });
}
