// The events of every client's run, by Segment's Node client. Arguments: host, key.
import { Analytics } from '@segment/analytics-node'

const [host, writeKey] = process.argv.slice(2)
const analytics = new Analytics({ writeKey, host, maxRetries: 20, flushAt: 2 })
analytics.on('error', (error) => console.error('error', error.code, error.reason ?? ''))
analytics.identify({ userId: 'ada', traits: { email: 'ada@acme.example' } })
analytics.track({ userId: 'ada', event: 'Demo Requested', properties: { plan: 'pro' } })
analytics.page({ userId: 'ada', name: 'Pricing', properties: { url: 'https://acme.example/pricing' } })
analytics.group({ userId: 'ada', groupId: 'acme', traits: { name: 'Acme' } })
analytics.alias({ userId: 'ada', previousId: 'anon-1' })
await analytics.closeAndFlush({ timeout: 60000 })
