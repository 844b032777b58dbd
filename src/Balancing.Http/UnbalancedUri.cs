namespace Balancing.Http;

/// <summary>A URI that is to be used as it is: a redirect led away from the balanced name.</summary>
/// <remarks>A type of its own, so that asking costs every request a type check and no look into its options.</remarks>
internal sealed class UnbalancedUri(Uri uri) : Uri(uri.OriginalString, UriKind.Absolute);
