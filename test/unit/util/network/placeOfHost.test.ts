import assert from 'node:assert/strict';
import { type Place, placeOfAddress, placeOfHost } from '../../../../src/util/network/placeOfHost.ts';

/** Hosts as they are typed; the URL parser has its own way to write them. */
const HOSTS: Record<Place, string[]> = {
  machine: [
    'localhost',
    'LOCALHOST',
    'localhost.',
    'app.localhost',
    '127.0.0.1',
    '127.1',
    '127.0.0.1.',
    '127.255.255.254',
    '0x7f.1',
    '0x7f000001',
    '2130706433',
    '017700000001',
    '0.0.0.0',
    '[::1]',
    '[::]',
    '[0:0:0:0:0:0:0:1]',
    '[::ffff:127.0.0.1]',
    '[::FFFF:7F00:1]',
  ],
  network: [
    '10.0.0.1',
    '10.1',
    '0xa.1',
    '10.255.255.255',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.4',
    '192.168.1.4.',
    '3232235780',
    '169.254.7.7',
    '100.64.0.1',
    '100.127.255.255',
    '[fe80::1]',
    '[febf::1]',
    '[fc00::1]',
    '[fd12:3456::1]',
    '[::ffff:10.0.0.1]',
    '[::ffff:c0a8:104]',
    'gpu-box',
    'GPU-Box',
    'gpu-box.',
    'gpu.local',
    'gpu.local.',
    'GPU.LAN',
    'a.b.internal',
    'gpu.home.arpa',
  ],
  elsewhere: [
    '8.8.8.8',
    '9.255.255.255',
    '11.0.0.1',
    '172.15.255.255',
    '172.32.0.1',
    '192.167.255.255',
    '192.169.0.1',
    '100.63.255.255',
    '100.128.0.1',
    '169.253.0.1',
    '0.0.0.1',
    '126.255.255.255',
    '128.0.0.1',
    '192.0.2.1',
    '224.0.0.1',
    '255.255.255.255',
    '[::2]',
    '[2001:4860:4860::8888]',
    '[::ffff:8.8.8.8]',
    '[::10.0.0.1]',
    '[64:ff9b::a00:1]',
    '[2002:a00:1::1]',
    '[fec0::1]',
    '[ff02::1]',
    'example.com',
    'local.example.com',
    'localhost.example.com',
    '127.0.0.1.example.com',
    'gpu.locals',
    'gpu.notlocal',
    'home.arpa.example',
    'other.arpa',
    'mylocalhost.example',
  ],
};

describe('where a host leads by its own words', () => {
  for (const [place, hosts] of Object.entries(HOSTS)) {
    for (const host of hosts) {
      it(`${host}: ${place}`, () => assert.equal(placeOfHost(new URL(`http://${host}/`).hostname), place));
    }
  }

  it('an address may have a zone, and what is no address leads nowhere of one’s own', () => {
    assert.equal(placeOfAddress('fe80::1%eth0'), 'network');
    assert.equal(placeOfAddress('2001:db8::1%eth0'), 'elsewhere');
    for (const text of ['', 'gpu-box', '10.1', '10.0.0.1 ', '[::1]', '0x7f.1']) {
      assert.equal(placeOfAddress(text), 'elsewhere', text);
    }
  });
});
