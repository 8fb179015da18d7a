import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { type Simulator, startSimulator } from '../../simulator/startSimulator.ts';
import { post } from './simulatorClient.ts';

export type Refusal = [name: string, body: object | string, message: string];
export type Acceptance = [name: string, body: object];

/** Sends each body to a simulator, which must refuse it with exactly this message, or accept it and understand it as sent. */
export function describeChecks(title: string, refusals: Refusal[], acceptances: Acceptance[]): void {
  describe(title, () => {
    let simulator: Simulator;
    before(async () => {
      simulator = await startSimulator({ scenario: () => ({ content: 'ok' }) });
    });
    after(() => simulator.close());

    for (const [name, body, message] of refusals) {
      it(`refuses ${name}`, async () => {
        const violations = simulator.violations().length;
        const response = await post(simulator, body);
        const error = { message, type: 'invalid_request_error' };
        assert.equal(response.status, 400);
        assert.deepEqual(await response.json(), { error });
        assert.deepEqual(simulator.violations().slice(violations), [message]);
        assert.deepEqual(simulator.requests.at(-1)?.error, { status: 400, error });
        assert.equal(simulator.requests.at(-1)?.body, undefined);
      });
    }

    for (const [name, body] of acceptances) {
      it(`accepts ${name}`, async () => {
        const response = await post(simulator, body);
        assert.equal(response.status, 200, await response.text());
        assert.deepEqual(simulator.requests.at(-1)?.body, JSON.parse(JSON.stringify(body)));
      });
    }
  });
}
