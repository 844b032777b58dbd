using System.Net;
using Balancing.Http;
using Microsoft.AspNetCore.Http;

namespace Balancing.AspNetCore;

/// <summary>The client of the inbound request during which an outbound one is sent.</summary>
internal sealed class HttpContextClientAddress(IHttpContextAccessor accessor) : IClientAddressAccessor
{
    public IPAddress? ClientAddress => accessor.HttpContext?.Connection.RemoteIpAddress;
}
