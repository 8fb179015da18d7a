import type { FailureCode } from '../../src/shared/protocol.ts';
import { t } from './l10n.ts';

export interface FailureMessages {
  /** What happened, for the user. */
  title: string;
  /** What to do about it. */
  advice: string;
  remedy: Remedy;
}

/** The button that does what the advice says. */
export type Remedy = 'setApiKey' | 'selectEndpoint' | 'tryAgain' | 'newSession' | 'makeRoom' | 'report';

export function failureMessages(code: FailureCode): FailureMessages {
  switch (code) {
    case 'noKey':
      return {
        title: t('No API key'),
        advice: t('Set the key of your endpoint, then try again.'),
        remedy: 'setApiKey',
      };
    case 'invalidKey':
      return {
        title: t('The endpoint does not accept the API key'),
        advice: t('A key works only on the platform that issued it. Check the key and the endpoint.'),
        remedy: 'setApiKey',
      };
    case 'noBalance':
      return {
        title: t('The account has no balance left'),
        advice: t('Top it up on the platform that issued the key, then try again.'),
        remedy: 'tryAgain',
      };
    case 'forbidden':
      return {
        title: t('The endpoint refused the request'),
        advice: t('The key may lack access to this model. Select another endpoint or model.'),
        remedy: 'selectEndpoint',
      };
    case 'planRestricted':
      return {
        title: t('This plan is for other coding agents'),
        advice: t(
          'Moonshot decides which agents may use the Kimi Code plan, and Ask Kimi says honestly who it is. A key of the Moonshot platform works everywhere.',
        ),
        remedy: 'selectEndpoint',
      };
    case 'usageLimit':
      return {
        title: t('The usage limit is reached'),
        advice: t(
          'The plan or the account has used up what it may for now. Wait for the reset, or select another endpoint.',
        ),
        remedy: 'selectEndpoint',
      };
    case 'membership':
      return {
        title: t('The membership could not be confirmed'),
        advice: t('Check on the platform that issued the key that your plan is active, then try again.'),
        remedy: 'tryAgain',
      };
    case 'spendingLimit':
      return {
        title: t('The session has reached your spending limit'),
        advice: t('Try again goes on for the same amount once more. The setting “Spending Limit” changes it.'),
        remedy: 'tryAgain',
      };
    case 'stepLimit':
      return {
        title: t('The turn has reached your limit of steps'),
        advice: t('Try again goes on for as many once more. The setting “Step Limit” changes it.'),
        remedy: 'tryAgain',
      };
    case 'timeLimit':
      return {
        title: t('The turn has reached your time limit'),
        advice: t('Try again goes on for the same time once more. The setting “Time Limit” changes it.'),
        remedy: 'tryAgain',
      };
    case 'costLimit':
      return {
        title: t('The turn has reached your cost limit'),
        advice: t('Try again goes on for the same amount once more. The setting “Cost Limit” changes it.'),
        remedy: 'tryAgain',
      };
    case 'repetition':
      return {
        title: t('Kimi was going round in circles'),
        advice: t('It made the same call six times. Say what it should do differently, or try again.'),
        remedy: 'tryAgain',
      };
    case 'modelNotFound':
      return {
        title: t('The endpoint does not have this model'),
        advice: t('Select an endpoint and a model that it serves.'),
        remedy: 'selectEndpoint',
      };
    case 'contentFilter':
      return {
        title: t('The endpoint’s content filter stopped the answer'),
        advice: t('Word the request differently, or start a new session.'),
        remedy: 'newSession',
      };
    case 'contextOverflow':
      return {
        title: t('The context window is full'),
        advice: t(
          'There is no more room to make by compacting. Start a new session and name the files that matter; this one stays in the list.',
        ),
        remedy: 'makeRoom',
      };
    case 'tooLarge':
      return {
        title: t('The request is too large for the endpoint'),
        advice: t('Start a new session with fewer or smaller attachments.'),
        remedy: 'makeRoom',
      };
    case 'badRequest':
      return {
        title: t('The endpoint did not understand the request'),
        advice: t('Check that the endpoint and the model fit together.'),
        remedy: 'selectEndpoint',
      };
    case 'badEndpoint':
      return {
        title: t('This is not a Kimi endpoint'),
        advice: t('The address answered with something else. Check the base URL.'),
        remedy: 'selectEndpoint',
      };
    case 'notSupported':
      return {
        title: t('The server does not support this request'),
        advice: t('It answers, but not as a Kimi endpoint does. Check the base URL and any proxy.'),
        remedy: 'selectEndpoint',
      };
    case 'redirected':
      return {
        title: t('The endpoint sends requests to another address'),
        advice: t(
          'Ask Kimi does not follow, so that your key goes nowhere else. If you trust that address, set it as the base URL.',
        ),
        remedy: 'selectEndpoint',
      };
    case 'signIn':
      return {
        title: t('The network wants you to sign in'),
        advice: t(
          'Sign in to the network or its proxy, for example by opening a page in your browser, then try again.',
        ),
        remedy: 'tryAgain',
      };
    case 'certificateUntrusted':
      return {
        title: t('The endpoint’s certificate is not trusted'),
        advice: t(
          'It is self-signed or from an authority that this machine does not know. Add the authority to the system’s certificates or to NODE_EXTRA_CA_CERTS, then restart VS Code.',
        ),
        remedy: 'tryAgain',
      };
    case 'certificateName':
      return {
        title: t('The endpoint’s certificate is for another name'),
        advice: t(
          'Use the name that the certificate is for in the base URL, or have the server’s certificate replaced.',
        ),
        remedy: 'selectEndpoint',
      };
    case 'certificateExpired':
      return {
        title: t('The endpoint’s certificate has expired or is not valid yet'),
        advice: t('Check the date and time of this machine. If they are right, the server needs a new certificate.'),
        remedy: 'tryAgain',
      };
    case 'httpOnly':
      return {
        title: t('The server does not speak HTTPS'),
        advice: t(
          'The base URL begins with https:// but the server answers without encryption. Check the address and the port.',
        ),
        remedy: 'selectEndpoint',
      };
    case 'httpsOnly':
      return {
        title: t('The server speaks HTTPS only'),
        advice: t('Let the base URL begin with https://.'),
        remedy: 'selectEndpoint',
      };
    case 'handshake':
      return {
        title: t('No secure connection to the endpoint'),
        advice: t(
          'The server and this machine could not agree on the encryption. Check the address, the port and any proxy.',
        ),
        remedy: 'selectEndpoint',
      };
    case 'unknownHost':
      return {
        title: t('The endpoint’s name was not found'),
        advice: t('Check the base URL, and that this machine is online.'),
        remedy: 'tryAgain',
      };
    case 'unencrypted':
      return {
        title: t('The connection is not encrypted'),
        advice: t(
          'Plain http goes only to this machine and to addresses of your own network that you allow. Try again to be asked, or use https.',
        ),
        remedy: 'tryAgain',
      };
    case 'notHttp':
      return {
        title: t('The server does not speak HTTP'),
        advice: t('Something else answers at this address. Check the base URL and its port.'),
        remedy: 'selectEndpoint',
      };
    case 'rateLimited':
      return {
        title: t('Too many requests'),
        advice: t('The account’s limit is reached. Wait a minute, then try again.'),
        remedy: 'tryAgain',
      };
    case 'overloaded':
      return {
        title: t('The endpoint is overloaded'),
        advice: t('This passes by itself. Try again in a moment.'),
        remedy: 'tryAgain',
      };
    case 'serverError':
      return {
        title: t('The endpoint failed'),
        advice: t('This is not about your request. Try again in a moment.'),
        remedy: 'tryAgain',
      };
    case 'network':
      return {
        title: t('No connection to the endpoint'),
        advice: t('Check the network and any proxy, then try again.'),
        remedy: 'tryAgain',
      };
    case 'idle':
      return {
        title: t('The endpoint fell silent'),
        advice: t('Nothing came for too long. Try again.'),
        remedy: 'tryAgain',
      };
    case 'cut':
      return {
        title: t('The connection was cut in mid-answer'),
        advice: t('Try again: the answer starts over.'),
        remedy: 'tryAgain',
      };
    case 'emptyReply':
      return {
        title: t('Kimi sent an empty answer'),
        advice: t('Try again, or word the request differently.'),
        remedy: 'tryAgain',
      };
    case 'truncated':
      return {
        title: t('The answer reached its length limit'),
        advice: t('Try again to go on from there.'),
        remedy: 'tryAgain',
      };
    case 'truncatedCall':
      return {
        title: t('The length limit was reached in the middle of a tool call'),
        advice: t('Nothing of the call was done. Try again, or ask for a smaller step.'),
        remedy: 'tryAgain',
      };
    case 'truncatedReasoning':
      return {
        title: t('The reasoning used up the length limit'),
        advice: t('No answer came. Try again, or ask for a smaller step.'),
        remedy: 'tryAgain',
      };
    case 'brokenOff':
      return {
        title: t('The endpoint ended the answer early'),
        advice: t('The details show the reason it gave. Try again.'),
        remedy: 'tryAgain',
      };
    case 'internal':
      return {
        title: t('Something went wrong in Ask Kimi'),
        advice: t('This is a mistake in Ask Kimi, not in your work. Try again, and report it if it comes back.'),
        remedy: 'report',
      };
  }
}

/** Why a step waits before its next attempt. */
export function waitingReason(code: FailureCode): string {
  switch (code) {
    case 'rateLimited':
      return t('Rate limit reached.');
    case 'overloaded':
      return t('The endpoint is overloaded.');
    case 'network':
      return t('No connection.');
    default:
      return `${failureMessages(code).title}.`;
  }
}
