// node receive.mjs PACKAGES: a receiver that reads with the SDK's own protobuf definitions. Prints its port,
// then each request as a line of JSON: {"path", "headers", "body"}. The first one to /busy/… gets 503.
import {createRequire} from 'node:module';
import http from 'node:http';
import path from 'node:path';
import process from 'node:process';

const folder = path.resolve(process.argv[2]);
const require = createRequire(path.join(folder, 'package.json'));
const transformer = path.join(folder, 'node_modules/@opentelemetry/otlp-transformer');
const root = require(path.join(transformer, 'build/src/generated/root'));
const {metrics, logs} = root.opentelemetry.proto.collector;
const kinds = {
  '/v1/metrics': metrics.v1.ExportMetricsServiceRequest,
  '/v1/logs': logs.v1.ExportLogsServiceRequest,
};

let refused = false;
const server = http.createServer(async (request, response) => {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  const body = Buffer.concat(pieces);
  const busy = request.url.startsWith('/busy/');
  if (busy && !refused) {
    refused = true;
    response.writeHead(503, {'Retry-After': '1'}).end();
    return;
  }
  const kind = kinds[request.url.replace('/busy', '')];
  const type = request.headers['content-type'];
  const read = type === 'application/json'
    ? JSON.parse(body) : kind.toObject(kind.decode(body), {longs: String, enums: Number});
  console.log(JSON.stringify({path: request.url, headers: request.headers, body: read}));
  response.writeHead(200, {'Content-Type': type}).end(type === 'application/json' ? '{}' : '');
});
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({port: server.address().port})));
