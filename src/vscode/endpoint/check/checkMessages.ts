import * as vscode from 'vscode';
import type { Failure } from '../../../agent/events/events.ts';
import type { Finding, Probe, ProbeState, SkipReason } from '../../../kimi/check/findings.ts';
import type { UsagePlace } from '../../../kimi/stream/replyChunk.ts';
import { truncate } from '../../../util/text/truncate.ts';
import { formatList } from '../../ui/formatList.ts';

export function wordProbe(probe: Probe): string {
  switch (probe) {
    case 'key':
      return vscode.l10n.t('API key');
    case 'models':
      return vscode.l10n.t('List of models');
    case 'contextWindow':
      return vscode.l10n.t('Context window');
    case 'balance':
      return vscode.l10n.t('Balance');
    case 'stream':
      return vscode.l10n.t('Streamed reply');
    case 'reasoning':
      return vscode.l10n.t('Reasoning');
    case 'usage':
      return vscode.l10n.t('Token usage');
    case 'cache':
      return vscode.l10n.t('Prompt cache');
    case 'toolCall':
      return vscode.l10n.t('Tool calls');
    case 'parallelCalls':
      return vscode.l10n.t('Several calls at once');
    case 'toolReplay':
      return vscode.l10n.t('Tool results, with the reasoning replayed');
    case 'image':
      return vscode.l10n.t('Images');
    case 'video':
      return vscode.l10n.t('Video');
  }
}

export function wordState(state: ProbeState): string {
  switch (state) {
    case 'works':
      return `✓\u00a0${vscode.l10n.t('works')}`;
    case 'warning':
      return `⚠\u00a0${vscode.l10n.t('warning')}`;
    case 'fails':
      return `✗\u00a0${vscode.l10n.t('fails')}`;
    case 'skipped':
      return `○\u00a0${vscode.l10n.t('skipped')}`;
  }
}

/** What was found out, what the extension does about it, and what the user can do. */
export function wordFinding(finding: Finding): string {
  switch (finding.type) {
    case 'skipped':
      return wordSkipped(finding.reason);
    case 'failed':
      return wordFailure(finding.failure);
    case 'keyAccepted':
      return vscode.l10n.t('The endpoint takes the key.');
    case 'modelListed':
      return finding.count === 1
        ? vscode.l10n.t('The model is listed.')
        : vscode.l10n.t('The model is listed, one of {0}.', finding.count);
    case 'modelNotListed':
      return vscode.l10n.t(
        'The model is not among those that are listed: {0}. Select one of them.',
        quoteAll(finding.ids),
      );
    case 'noModelList':
      return vscode.l10n.t('The endpoint lists no models, and works without. Type the model’s id yourself.');
    case 'contextWindow':
      return finding.tokens >= finding.assumed
        ? vscode.l10n.t('{0} tokens.', number(finding.tokens))
        : vscode.l10n.t(
            '{0} tokens, where the model has {1}. Ask Kimi reckons with {1}: a long session is refused once it is full.',
            number(finding.tokens),
            number(finding.assumed),
          );
    case 'balance':
      return finding.balance.available > 0
        ? vscode.l10n.t('{0} left.', money(finding.balance))
        : vscode.l10n.t('{0} left: requests are refused until it is topped up.', money(finding.balance));
    case 'streamed':
      return vscode.l10n.t('It arrives piece by piece, and its end is marked.');
    case 'reasoned':
    case 'reasoningInContent':
    case 'noReasoning':
      return wordReasoning(finding);
    case 'usageReported':
      return vscode.l10n.t('It is reported {0}.', formatList(finding.places.map(wordPlace)));
    case 'noUsage':
      return vscode.l10n.t('None is reported. Ask Kimi estimates tokens and cost, and marks them as estimates.');
    case 'cached':
    case 'notCached':
    case 'cacheNotReported':
      return wordCache(finding);
    case 'toolCalled':
    case 'callsLeaked':
    case 'callMarkersInText':
    case 'noToolCall':
    case 'badArguments':
    case 'replayed':
    case 'parallelCalls':
    case 'oneCall':
      return wordTools(finding);
    case 'mediaSeen':
      return vscode.l10n.t('The model sees them.');
    case 'mediaNotSeen':
      return vscode.l10n.t(
        'The endpoint takes them, but the model did not see what was shown. It said: {0}',
        quote(finding.answer),
      );
  }
}

function wordSkipped(reason: SkipReason): string {
  switch (reason) {
    case 'stopped':
      return vscode.l10n.t('Not looked at: something before it failed.');
    case 'notOffered':
      return vscode.l10n.t('Not used with endpoints of this kind.');
    case 'notNeeded':
      return vscode.l10n.t('The endpoint answers without one.');
    case 'notReported':
      return vscode.l10n.t('The endpoint does not say.');
    case 'noCallToReplay':
      return vscode.l10n.t('Not looked at: there was no tool call.');
  }
}

type ReasoningFinding = Extract<Finding, { type: 'reasoned' | 'reasoningInContent' | 'noReasoning' }>;

function wordReasoning(finding: ReasoningFinding): string {
  switch (finding.type) {
    case 'reasoned': {
      const fields = vscode.l10n.t(
        'It comes as {0} and is replayed as {1}.',
        quote(finding.field),
        quote(finding.replayedAs),
      );
      if (finding.order === 'first') return fields;
      return `${fields} ${vscode.l10n.t('It goes on after the answer has begun: Ask Kimi keeps each in one piece.')}`;
    }
    case 'reasoningInContent':
      return vscode.l10n.t(
        'The server sends it inside the answer, up to a {0}. Ask Kimi separates the two once that has come.',
        quote('</think>'),
      );
    case 'noReasoning':
      return vscode.l10n.t('None came, and this model always reasons. Without it to replay, long tasks go worse.');
    default:
      return finding satisfies never;
  }
}

type CacheFinding = Extract<Finding, { type: 'cached' | 'notCached' | 'cacheNotReported' }>;

function wordCache(finding: CacheFinding): string {
  switch (finding.type) {
    case 'cached':
      return vscode.l10n.t(
        '{0} of {1} tokens of a second request came from it.',
        number(finding.cached),
        number(finding.prompt),
      );
    case 'notCached':
      return vscode.l10n.t(
        'Nothing of a second request with the same beginning came from it. That can be chance; if it stays so, each step costs its whole prompt.',
      );
    case 'cacheNotReported':
      return vscode.l10n.t('Not reported, so that it may work or not. Ask Kimi prices all input in full.');
    default:
      return finding satisfies never;
  }
}

type ToolFinding = Extract<
  Finding,
  {
    type:
      | 'toolCalled'
      | 'callsLeaked'
      | 'callMarkersInText'
      | 'noToolCall'
      | 'badArguments'
      | 'replayed'
      | 'parallelCalls'
      | 'oneCall';
  }
>;

function wordTools(finding: ToolFinding): string {
  switch (finding.type) {
    case 'toolCalled':
      return vscode.l10n.t('A call comes with its name and arguments.');
    case 'callsLeaked':
      return vscode.l10n.t('Calls come as text. Ask Kimi reads them out of it, which cannot always work.');
    case 'callMarkersInText':
      return vscode.l10n.t('Calls come as text that cannot be read as calls: Kimi can neither read nor edit files.');
    case 'noToolCall':
      return vscode.l10n.t(
        'The model was asked to call a tool and did not: Kimi may not be able to read or edit files.',
      );
    case 'badArguments':
      return vscode.l10n.t(
        'A call came with wrong arguments: {0}. Kimi is told so each time, and tries again.',
        quote(finding.arguments),
      );
    case 'replayed':
      return vscode.l10n.t('The endpoint takes the call, its reasoning and its result back.');
    case 'parallelCalls':
      return vscode.l10n.t('{0} in one reply.', finding.count);
    case 'oneCall':
      return vscode.l10n.t('One call in a reply, where two were asked for. Kimi works on, in more steps.');
    default:
      return finding satisfies never;
  }
}

/** What a failure means in a report: what happened, what to do, and the endpoint's own words. */
function wordFailure(failure: Failure): string {
  const said = failure.detail === '' ? '' : ` ${vscode.l10n.t('The endpoint said: {0}', quote(failure.detail))}`;
  return failureAdvice(failure) + said;
}

function failureAdvice({ code }: Failure): string {
  switch (code) {
    case 'noKey':
      return vscode.l10n.t('None is set. Run “Ask Kimi: Set API Key”.');
    case 'invalidKey':
      return vscode.l10n.t(
        'It is refused. A key works only on the platform that issued it: set another, or select its endpoint.',
      );
    case 'forbidden':
      return vscode.l10n.t('The key is known but has no access to this. Select another endpoint or model.');
    case 'planRestricted':
      return vscode.l10n.t('This plan is for other coding agents. A key of the Moonshot platform works everywhere.');
    case 'noBalance':
      return vscode.l10n.t('The account has no balance left. Top it up on the platform that issued the key.');
    case 'usageLimit':
      return vscode.l10n.t('The plan or the account has used up what it may for now.');
    case 'membership':
      return vscode.l10n.t('The membership could not be confirmed. Check that the plan is active.');
    case 'modelNotFound':
      return vscode.l10n.t('The endpoint does not have this model. Select one that it lists.');
    case 'network':
    case 'idle':
    case 'cut':
      return vscode.l10n.t('No connection, or it broke off. Check the address, that the server runs, and any proxy.');
    case 'badEndpoint':
      return vscode.l10n.t('The address does not answer as the Kimi API does. It has to end in its version, as /v1.');
    case 'notSupported':
    case 'notHttp':
      return vscode.l10n.t('Something else answers at this address. Check it and any proxy.');
    case 'redirected':
      return vscode.l10n.t('It sends requests to another address, which Ask Kimi does not follow with your key.');
    case 'signIn':
      return vscode.l10n.t('The network or its proxy wants you to sign in first.');
    case 'certificateUntrusted':
      return vscode.l10n.t(
        'Its certificate is from an authority that this machine does not know. Add it to the system’s certificates or to NODE_EXTRA_CA_CERTS.',
      );
    case 'certificateName':
      return vscode.l10n.t('Its certificate is for another name.');
    case 'certificateExpired':
      return vscode.l10n.t('Its certificate has expired or is not valid yet, or the date of this machine is wrong.');
    case 'httpOnly':
      return vscode.l10n.t('The address begins with https:// but the server answers without encryption.');
    case 'httpsOnly':
      return vscode.l10n.t('The server speaks HTTPS only: let the address begin with https://.');
    case 'handshake':
      return vscode.l10n.t('The server and this machine could not agree on the encryption.');
    case 'unknownHost':
      return vscode.l10n.t('Its name was not found. Check the address, and that this machine is online.');
    case 'unencrypted':
      return vscode.l10n.t('Plain http is not allowed to this address. Use https, or allow it when you are asked.');
    case 'internal':
      return vscode.l10n.t('This is a mistake in Ask Kimi.');
    case 'rateLimited':
    case 'overloaded':
      return vscode.l10n.t(
        'Too many requests for now, also after waiting. Check again later; Ask Kimi waits and tries again by itself.',
      );
    case 'serverError':
      return vscode.l10n.t('The server failed. Its log says why.');
    case 'contextOverflow':
      return vscode.l10n.t('The request, a small one, does not fit into the context window.');
    default:
      return vscode.l10n.t('The endpoint refused the request.');
  }
}

function wordPlace(place: UsagePlace): string {
  switch (place) {
    case 'choice':
      return vscode.l10n.t('inside the last choice');
    case 'chunk':
      return vscode.l10n.t('beside the choices');
    case 'lastChunk':
      return vscode.l10n.t('in a last chunk of its own');
  }
}

const QUOTED_MODELS = 12;

function quoteAll(texts: readonly string[]): string {
  const quoted = texts.slice(0, QUOTED_MODELS).map(quote).join(', ');
  return texts.length > QUOTED_MODELS ? `${quoted}, …` : quoted || '–';
}

const QUOTED_CHARS = 300;

/** Text from outside as Markdown code, on one line: nothing in it is markup. */
export function quote(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim().replaceAll('`', 'ˋ');
  return `\`${line.length > QUOTED_CHARS ? `${truncate(line, QUOTED_CHARS)}…` : line || ' '}\``;
}

function number(value: number): string {
  return value.toLocaleString(vscode.env.language);
}

function money({ available, currency }: { available: number; currency: string }): string {
  return available.toLocaleString(vscode.env.language, { style: 'currency', currency });
}
