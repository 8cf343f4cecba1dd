/** A proxy that hands every request to the next of several nodes, as those in front of real ones do. */

/** What says that the connection to a node broke while it had the request. */
const BAD_GATEWAY = 502

/** Of one hop: the proxy has connections of its own. */
const OWN_HEADERS = ['connection', 'keep-alive', 'host', 'content-length', 'transfer-encoding']

export class RoundRobin {
  private turn = 0
  /** Addresses of the nodes. */
  nodes: readonly string[] = []
  private readonly server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    idleTimeout: 60,
    fetch: (request) => this.pass(request),
  })

  get url(): string {
    return `http://127.0.0.1:${this.server.port}`
  }

  async stop(): Promise<void> {
    await this.server.stop(true)
  }

  private async pass(request: Request): Promise<Response> {
    const { pathname, search } = new URL(request.url)
    const headers = new Headers(request.headers)
    for (const name of OWN_HEADERS) headers.delete(name)
    const body = request.body === null ? null : await request.text()
    for (let tried = 0; tried < this.nodes.length; tried++) {
      const node = this.nodes[this.turn % this.nodes.length]
      this.turn += 1
      try {
        const { method } = request
        // A connection for each: one that was kept may end just when it is used again.
        const init = { method, headers, body, keepalive: false, decompress: false }
        const response = await fetch(node + pathname + search, init as RequestInit)
        return new Response(await response.arrayBuffer(), response)
      } catch (error) {
        // Nobody listens there: nothing was sent, and the next node may have it.
        if ((error as { code?: string }).code !== 'ECONNREFUSED') break
      }
    }
    return new Response('no node has answered', { status: BAD_GATEWAY })
  }
}
