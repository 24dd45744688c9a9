// A member of a group as kafkajs makes one: SERVERS TOPIC GROUP. Prints each value before it is committed. For wire-9.
// What kafkajs logs below WARN would go to standard output, among the values.
const { Kafka, logLevel } = require('kafkajs')
const fs = require('fs')
const [servers, topic, groupId] = process.argv.slice(2)
const kafka = new Kafka({ clientId: 'kafkajs', brokers: servers.split(','), logLevel: logLevel.WARN, retry: { retries: 60, maxRetryTime: 2000 } })
const consumer = kafka.consumer({ groupId, sessionTimeout: 10000, heartbeatInterval: 1000, rebalanceTimeout: 10000 })

async function run() {
  await consumer.connect()
  await consumer.subscribe({ topics: [topic], fromBeginning: true })
  await consumer.run({
    autoCommitInterval: 1000,
    eachMessage: async ({ message }) => fs.writeSync(1, message.value.toString() + '\n'),
  })
}
run().catch((error) => {
  console.error(error)
  process.exit(1)
})
