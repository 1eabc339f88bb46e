// The events of every client's run, by RudderStack's Node client. Arguments: host, key.
import RudderAnalytics from '@rudderstack/rudder-sdk-node'

const [host, key] = process.argv.slice(2)
const Client = RudderAnalytics.default ?? RudderAnalytics
const client = new Client(key, { dataPlaneUrl: host, path: '/v1/batch', retryCount: 20, flushAt: 2, flushInterval: 200 })
client.identify({ userId: 'ada', traits: { email: 'ada@acme.example' } })
client.track({ userId: 'ada', event: 'Demo Requested', properties: { plan: 'pro' } })
client.page({ userId: 'ada', name: 'Pricing', properties: { url: 'https://acme.example/pricing' } })
client.group({ userId: 'ada', groupId: 'acme', traits: { name: 'Acme' } })
client.alias({ userId: 'ada', previousId: 'anon-1' })
await new Promise((resolve) => client.flush(resolve))
await new Promise((resolve) => setTimeout(resolve, 500))
