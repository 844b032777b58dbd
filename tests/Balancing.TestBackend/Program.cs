using System.Net;
using System.Net.Sockets;
using Balancing.Testing;

// Or, asked for choices: says what the hashing strategies choose here.
if (args is ["choices"])
{
    Console.WriteLine(ChoiceDigest.OfAllStrategies());
    return;
}

// A server in a process of its own, to be stopped and killed: answers 200 to whatever comes. Ends with its standard input.
var listener = new TcpListener(IPAddress.Parse(args[0]), int.Parse(args[1]));
listener.Start();
Console.WriteLine(((IPEndPoint)listener.LocalEndpoint).Port);
_ = AcceptAsync(listener);
await Console.In.ReadToEndAsync();

static async Task AcceptAsync(TcpListener listener)
{
    while (true) _ = ServeAsync(await listener.AcceptTcpClientAsync());
}

static async Task ServeAsync(TcpClient client)
{
    using var connection = client;
    var stream = connection.GetStream();
    using var reader = new StreamReader(stream);
    try
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.Length == 0) await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nwell"u8.ToArray());
        }
    }
    catch (IOException)
    {
        // The client has gone.
    }
}
