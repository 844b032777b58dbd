namespace Balancing.Internal;

/// <summary>Tells an observer something without being hurt by it.</summary>
internal static class ObserverNotification
{
    public static void Notify(this ClusterObserver? observer, Action<ClusterObserver> tell)
    {
        if (observer is null) return;
        try
        {
            tell(observer);
        }
        catch (Exception)
        {
            // Watching must not break what is watched, in a debug build either; and whom could the cluster tell but the observer?
        }
    }
}
