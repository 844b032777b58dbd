using System.Collections;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Balancing.Http.Tests.Support;

/// <summary>What the client factory does with handlers as time goes by, without the wait: minutes, by its own rule.</summary>
internal static class Rotation
{
    private const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>The handlers' lifetime is over: the next request gets new ones.</summary>
    public static void Expire(IServiceProvider services) => Expire(services.GetRequiredService<IHttpClientFactory>());

    /// <inheritdoc cref="Expire(IServiceProvider)"/>
    public static void Expire(IHttpClientFactory factory)
    {
        var active = (IDictionary)(factory.GetType().GetField("_activeHandlers", Hidden) ?? throw Moved("_activeHandlers")).GetValue(factory)!;
        var expire = factory.GetType().GetMethod("ExpiryTimer_Tick", Hidden) ?? throw Moved("ExpiryTimer_Tick");
        foreach (var entry in active.Values.Cast<object>().ToArray()) expire.Invoke(factory, [entry.GetType().GetProperty("Value")!.GetValue(entry)]);
    }

    /// <summary>Disposes of the expired handlers to which nobody refers any more.</summary>
    public static void CleanUp(IServiceProvider services) => CleanUp(services.GetRequiredService<IHttpClientFactory>());

    /// <inheritdoc cref="CleanUp(IServiceProvider)"/>
    public static void CleanUp(IHttpClientFactory factory)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        var timer = (factory.GetType().GetField("_cleanupTimer", Hidden) ?? throw Moved("_cleanupTimer")).GetValue(factory);
        var cleanUp = factory.GetType().GetMethod("CleanupTimer_Tick", Hidden) ?? throw Moved("CleanupTimer_Tick");

        // The factory has a timer while there are expired handlers, and its tick may not come without one.
        if (timer is not null) cleanUp.Invoke(factory, null);
    }

    private static InvalidOperationException Moved(string member) => new($"The factory no longer has {member}: find out how it expires handlers.");
}
