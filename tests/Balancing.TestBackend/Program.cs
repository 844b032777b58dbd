using System.Net;
using System.Net.Sockets;
using Balancing.TestBackend;

// A server in a process of its own, to be stopped and killed: answers 200 to whatever comes, or as it is told. Ends with its standard input.
// Standard output: first the port, then "= id" for each request that names itself, before it is answered, and "ok" after each line of standard input.
var listener = new TcpListener(IPAddress.Parse(args[0]), int.Parse(args[1]));
listener.Start(backlog: 1000);
var server = new Server(Console.Out);
Console.WriteLine(((IPEndPoint)listener.LocalEndpoint).Port);
_ = AcceptAsync(listener, server);
while (await Console.In.ReadLineAsync() is { } order) server.Obey(order);

static async Task AcceptAsync(TcpListener listener, Server server)
{
    while (true) _ = server.ServeAsync(await listener.AcceptTcpClientAsync());
}
