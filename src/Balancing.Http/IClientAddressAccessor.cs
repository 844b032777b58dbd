using System.Net;

namespace Balancing.Http;

/// <summary>Tells for whom a request is sent: the client of the server inside which it is. Registered in dependency injection.</summary>
public interface IClientAddressAccessor
{
    /// <summary>The client's address; <see langword="null"/> if there is no client, as in background work. Asked on the thread, and in the context, that sends the request.</summary>
    IPAddress? ClientAddress { get; }
}
