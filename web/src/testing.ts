// Series for tests, of which a test names only what matters to it.
import type {Generation, Series} from './series.ts';

export function generation(dyno: string, more: Partial<Generation> = {}): Generation {
  return {
    dyno, id: `${dyno}-now`, type: 'web', current: true, look: false, from: 0, to: 20, quota_mb: 512,
    used: [10], swap_mb: [0], ...more,
  };
}

export function series(more: Partial<Series> = {}): Series {
  return {
    app: 'acme', from: 0, to: 20, step: 20, limit_percent: 90, kill_percent: 200, times: [0], generations: [],
    forecasts: [], responses: {requests: [null], p95_ms: [null], errors: [null]}, marks: [], gaps: [],
    ...more,
  };
}
