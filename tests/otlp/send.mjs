// node send.mjs PACKAGES < SERIES: a real OpenTelemetry SDK tells what SERIES (JSON) says, round by round.
// {"url", "headers", "protocol": "protobuf"|"json", "gzip", "dynos": [{"resource": {…}, "rounds": [
//   {"at": milliseconds, "rss": octets, "swap": …, "total": …, "quota": …}]}]}
// The SDK takes the time from Date.now, which is set to the round's. Each role has a unit and a kind of its
// own, as different senders have them.
import {createRequire} from 'node:module';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';

const require = createRequire(path.resolve(process.argv[2], 'package.json'));
const {MeterProvider, PeriodicExportingMetricReader} = require('@opentelemetry/sdk-metrics');
const {resourceFromAttributes} = require('@opentelemetry/resources');
const wanted = JSON.parse(fs.readFileSync(0, 'utf8'));
const {OTLPMetricExporter} = require(
  `@opentelemetry/exporter-metrics-otlp-${wanted.protocol === 'json' ? 'http' : 'proto'}`);

const roles = {
  rss: {name: 'container.memory.rss', unit: 'By', sum: false, of: (size) => size},
  swap: {name: 'container.memory.swap', unit: 'KiBy', sum: true, of: (size) => size / 1024},
  total: {name: 'container.memory.usage', unit: 'By', sum: true, of: (size) => size},
  quota: {name: 'container.memory.limit', unit: 'MiBy', sum: false, of: (size) => size / 2 ** 20},
};

const real_now = Date.now;
let failed = 0;

// One SDK a dyno, as each dyno has its own.
function sdk_of(dyno) {
  const exporter = new OTLPMetricExporter({
    url: wanted.url, headers: wanted.headers, compression: wanted.gzip ? 'gzip' : 'none',
    timeoutMillis: 20_000,
  });
  const reader = new PeriodicExportingMetricReader({exporter, exportIntervalMillis: 3_600_000});
  const provider = new MeterProvider({resource: resourceFromAttributes(dyno.resource), readers: [reader]});
  const meter = provider.getMeter('platform');
  const sdk = {exporter, reader, round: {}};
  for (const [role, {name, unit, sum, of}] of Object.entries(roles)) {
    const make = sum ? 'createObservableUpDownCounter' : 'createObservableGauge';
    meter[make](name, {unit}).addCallback((result) => {
      if (sdk.round[role] !== undefined) result.observe(of(sdk.round[role]));
    });
  }
  meter.createCounter('http.requests').add(3);
  return sdk;
}

const sdks = wanted.dynos.map(sdk_of);
for (let number = 0; number < wanted.dynos[0].rounds.length; ++number) {
  for (const [index, sdk] of sdks.entries()) {
    sdk.round = wanted.dynos[index].rounds[number];
    Date.now = () => sdk.round.at;
    const {resourceMetrics} = await sdk.reader.collect();
    Date.now = real_now;
    const result = await new Promise((done) => sdk.exporter.export(resourceMetrics, done));
    if (result.code === 0) continue;
    failed += 1;
    console.error(String(result.error?.stack ?? result.error));
  }
}
console.log(JSON.stringify({failed}));
process.exit(0);
