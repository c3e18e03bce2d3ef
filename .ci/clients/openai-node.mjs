// OpenAI's own SDK for Node.js, unchanged, against a gateway: node openai-node.mjs http://127.0.0.1:8080
// Prints a line for each promise and ends with 1 when one does not hold.
import assert from 'node:assert/strict'
import { Buffer } from 'node:buffer'
import { crc32, deflateSync } from 'node:zlib'
import OpenAI, { toFile } from 'openai'

const address = process.argv[2]
const model = 'sandbox/painter'
const client = new OpenAI({ baseURL: `${address}/openai/v1`, apiKey: 'not-needed', maxRetries: 0, timeout: 60_000 })
let failed = 0

async function promise(name, check) {
  try {
    await check()
    console.log(`ok      ${name}`)
  } catch (error) {
    failed++
    console.log(`FAILED  ${name}\n${error.stack}`)
  }
}

const isPng = picture => Buffer.from(picture, 'base64').subarray(1, 4).toString() === 'PNG'

async function draw(size = '256x256') {
  const answer = await client.images.generate({ model, prompt: 'a red fox in the snow', size, response_format: 'b64_json' })
  return Buffer.from(answer.data[0].b64_json, 'base64')
}

const upload = async (name, picture) => toFile(picture ?? await draw(), name, { type: 'image/png' })

// The left half says: change this.
function mask(size) {
  const row = Buffer.from([0, ...Array(size).keys()].flatMap((x, i) => (i === 0 ? [0] : [0, 0, 0, x < size / 2 ? 0 : 255])))
  const chunk = (type, content) => {
    const body = Buffer.concat([Buffer.from(type), content])
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(content.length)
    sum.writeUInt32BE(crc32(body))
    return Buffer.concat([length, body, sum])
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(size, 0)
  head.writeUInt32BE(size, 4)
  head.set([8, 6, 0, 0, 0], 8)
  const rows = deflateSync(Buffer.concat(Array(size).fill(row)))
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))])
}

async function typesOf(stream) {
  const types = []
  for await (const event of stream) {
    assert.ok(isPng(event.b64_json))
    types.push(event.type)
  }
  return types
}

await promise('a picture', async () => assert.ok(isPng((await draw()).toString('base64'))))
await promise('several pictures, with usage and the raw answer', async () => {
  const { data, response } = await client.images.generate({ model, prompt: 'a fox', n: 3, size: '256x256' }).withResponse()
  assert.equal(data.data.length, 3)
  assert.equal(response.headers.get('x-bifrost-provider'), 'sandbox')
})
await promise('a stream', async () => assert.deepEqual(
  await typesOf(await client.images.generate({ model, prompt: 'a fox', size: '256x256', stream: true, partial_images: 2 })),
  ['image_generation.partial_image', 'image_generation.partial_image', 'image_generation.completed']))
await promise('an edit of one picture', async () => {
  const answer = await client.images.edit({ model, prompt: 'make it night', image: await upload('fox.png') })
  assert.ok(isPng(answer.data[0].b64_json))
})
await promise('an edit of three pictures and a mask', async () => {
  const images = await Promise.all(['a.png', 'b.png', 'c.png'].map(name => upload(name)))
  const answer = await client.images.edit({ model, prompt: 'make it night', image: images, mask: await upload('mask.png', mask(256)) })
  assert.ok(isPng(answer.data[0].b64_json))
})
await promise('an edit as a stream', async () => assert.deepEqual(
  (await typesOf(await client.images.edit({ model, prompt: 'night', image: await upload('fox.png'), stream: true }))).at(-1), 'image_edit.completed'))
await promise('models', async () => {
  const ids = []
  for await (const each of client.models.list()) ids.push(each.id)
  assert.ok(ids.includes(model))
})
await promise('an error that names the member', async () => {
  const error = await client.images.generate({ model, prompt: 'a fox', n: -1 }).then(() => null, e => e)
  assert.ok(error instanceof OpenAI.BadRequestError)
  assert.equal(error.param, 'n')
  assert.match(error.message, /'n'/)
})
await promise('an error that the client retries', async () => {
  const error = await client.images.generate({ model: `${model}~status=429`, prompt: 'a fox' }, { maxRetries: 1 }).then(() => null, e => e)
  assert.ok(error instanceof OpenAI.RateLimitError)
})
await promise('a client that leaves', async () => {
  const leaving = new AbortController()
  const stream = await client.images.generate({ model, prompt: 'a fox', stream: true, partial_images: 3 }, { signal: leaving.signal })
  for await (const event of stream) {
    assert.equal(event.type, 'image_generation.partial_image')
    break
  }
  leaving.abort()
})
process.exit(failed === 0 ? 0 : 1)
