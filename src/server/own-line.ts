/** A way in for the pulse of one thread alone, where the port is shared with others. */

export class OwnLine {
  private readonly server: ReturnType<typeof Bun.serve>

  /** @param knocked told of every request; only the pulse knows what to ask for */
  constructor(knocked: (request: Request) => void) {
    this.server = Bun.serve({
      hostname: '127.0.0.1',
      port: 0,
      development: false,
      reusePort: false,
      fetch(request) {
        knocked(request)
        return new Response(null, { status: 404 })
      },
    })
  }

  get address(): { readonly host: string; readonly port: number } {
    return { host: '127.0.0.1', port: this.server.port ?? 0 }
  }

  close(): void {
    void this.server.stop(true)
  }
}
