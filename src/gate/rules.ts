import { globFits, MAX_GLOB } from './globFits.ts';

/**
 * One of the user's own rules, from their settings or for one session. All that it names must match; one that names nothing
 * matches nothing.
 */
export interface Rule {
  decision: 'allow' | 'ask' | 'deny';
  /** A tool's name, as `read_file`. */
  tool?: string;
  /** A glob, relative to the workspace or absolute. */
  path?: string;
  /** The words that a command begins with, as `npm run`. */
  command?: string;
  /** `example.com`, or `*.example.com` for all under it. */
  host?: string;
}

/** The rules in a setting, and what in it is none: the user has to know of that, since it could have been meant to forbid. */
export function readRules(value: unknown): { rules: Rule[]; faults: unknown[] } {
  const rules: Rule[] = [];
  const faults: unknown[] = [];
  for (const item of Array.isArray(value) ? value : []) {
    const rule = readRule(item);
    if (rule) rules.push(rule);
    else faults.push(item);
  }
  return { rules, faults };
}

const NAMES = ['tool', 'path', 'command', 'host'] as const;

function readRule(item: unknown): Rule | undefined {
  if (typeof item !== 'object' || item === null) return undefined;
  const decision: unknown = Reflect.get(item, 'decision');
  if (decision !== 'allow' && decision !== 'ask' && decision !== 'deny') return undefined;
  const rule: Rule = { decision };
  for (const [key, value] of Object.entries(item)) {
    if (key === 'decision') continue;
    const name = NAMES.find((known) => known === key);
    if (name === undefined || typeof value !== 'string' || value.trim() === '') return undefined;
    if (name === 'path' && value.length > MAX_GLOB) return undefined;
    rule[name] = value.trim();
  }
  return NAMES.some((name) => rule[name] !== undefined) ? rule : undefined;
}

/** What a rule is held against: one place, one simple command, or one address. */
export interface Subject {
  tool: string | undefined;
  /** Every name of the place: as the user reads it, and with its links followed. */
  paths?: readonly string[];
  words?: readonly string[];
  host?: string;
}

/** An allowing rule must match every name of a place, any other rule one of them. */
export function matches(rule: Rule, subject: Subject): boolean {
  const { tool, path, command, host } = rule;
  if (tool !== undefined && tool !== subject.tool) return false;
  if (path !== undefined) {
    if (!subject.paths || subject.paths.length === 0) return false;
    // Where it cannot be known, a rule does not allow, and forbids.
    const allows = rule.decision === 'allow';
    const fits = (name: string) => globFits(path, name.replaceAll('\\', '/')) ?? !allows;
    if (!(allows ? subject.paths.every(fits) : subject.paths.some(fits))) return false;
  }
  if (command !== undefined) {
    const wanted = command.split(/\s+/);
    if (!subject.words || !wanted.every((word, index) => subject.words?.[index] === word)) return false;
  }
  return host === undefined || (subject.host !== undefined && hostFits(host, subject.host));
}

function hostFits(pattern: string, host: string): boolean {
  const [wanted, actual] = [pattern.toLowerCase(), host.toLowerCase().replace(/\.$/, '')];
  return wanted.startsWith('*.') ? actual.endsWith(wanted.slice(1)) : actual === wanted;
}
