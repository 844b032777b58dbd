using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Balancing.Resolution.DnsProtocol;

namespace Balancing.Tests.Resolution.DnsProtocol;

/// <summary>A name server on loopback that does what the test says, right or wrong; UDP and TCP on one port.</summary>
internal sealed class ScriptedNameServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Socket _udp = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly Socket _tcp = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Channel<Question> _questions = Channel.CreateUnbounded<Question>();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    /// <param name="answer">What is sent back; null keeps silent, and the test answers by itself or not at all.</param>
    public ScriptedNameServer(Func<Question, byte[]?>? answer = null)
    {
        OnUdp = answer ?? (_ => null);
        EndPoint = new IPEndPoint(IPAddress.Loopback, LoopbackPort.Free(IPAddress.Loopback));
        _udp.Bind(EndPoint);
        _tcp.Bind(EndPoint);
        _tcp.Listen();
        _running = Task.WhenAll(RunUdpAsync(), RunTcpAsync());
    }

    public Func<Question, byte[]?> OnUdp { get; set; }

    /// <summary>The chunks to write, each one flushed; then the connection is closed.</summary>
    public Func<byte[], IEnumerable<byte[]>> OnTcp { get; set; } = _ => [];

    public IPEndPoint EndPoint { get; }

    public int Unread => _questions.Reader.Count;

    public async Task<Question> NextAsync() => await _questions.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    /// <summary>May be called twice: a test may stop a server in its middle.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_running.IsCompleted) return;
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _udp.Dispose();
        _tcp.Dispose();
        _stop.Dispose();
    }

    private async Task RunUdpAsync()
    {
        var buffer = new byte[4096];
        while (true)
        {
            var received = await _udp.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), _stop.Token);
            var question = new Question(buffer[..received.ReceivedBytes], (IPEndPoint)received.RemoteEndPoint, _udp);
            var answer = OnUdp(question);

            // Noted before it is answered: whoever has the answer may count the questions.
            _questions.Writer.TryWrite(question);
            if (answer is not null) question.Reply(answer);
        }
    }

    private async Task RunTcpAsync()
    {
        while (true)
        {
            using var client = await _tcp.AcceptAsync(_stop.Token);
            client.NoDelay = true;
            await using var stream = new NetworkStream(client);
            var length = new byte[2];
            await stream.ReadExactlyAsync(length, _stop.Token);
            var query = new byte[(length[0] << 8) | length[1]];
            await stream.ReadExactlyAsync(query, _stop.Token);
            foreach (var chunk in OnTcp(query)) await stream.WriteAsync(chunk, _stop.Token);
        }
    }

    /// <summary>A question that has come by UDP.</summary>
    internal sealed record Question(byte[] Bytes, IPEndPoint From, Socket Server)
    {
        public string Name
        {
            get
            {
                var reader = new DnsReader(Bytes);
                reader.TryRead(DnsMessage.HeaderLength, out _);
                return reader.TryReadName(out var name) ? name : "";
            }
        }

        public DnsRecordType Type => (DnsRecordType)Bytes[^14];

        public Packet Answer(DnsResponseCode code = DnsResponseCode.NoError, bool truncated = false) => Packet.AnswerTo(Bytes, code, truncated);

        public void Reply(byte[] bytes) => Server.SendTo(bytes, From);

        public void ReplyFromElsewhere(byte[] bytes)
        {
            using var other = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            other.SendTo(bytes, From);
        }
    }
}
