namespace Balancing.Resolution;

/// <summary>Something in a file of endpoints is wrong; the file's name is still to be added.</summary>
internal sealed class EndpointFileException(string message, Exception? innerException = null) : Exception(message, innerException);
