namespace Balancing.Resolution.DnsProtocol;

/// <summary>How a server says that it went. The upper eight of its twelve bits are in the OPT record (RFC 6891, 6.1.3).</summary>
internal enum DnsResponseCode
{
    NoError = 0,
    FormErr = 1,
    ServFail = 2,
    NxDomain = 3,
    NotImp = 4,
    Refused = 5,
    BadVers = 16,
}
