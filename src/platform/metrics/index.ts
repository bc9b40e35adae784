export { createMetrics, type Metrics } from './metrics.ts';
export { metricsPage, metricsPolicies } from './metrics-page.ts';
