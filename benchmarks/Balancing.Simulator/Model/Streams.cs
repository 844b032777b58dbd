namespace Balancing.Simulator.Model;

/// <summary>Which numbers of a seed are for what: each purpose has its own, so that a strategy that draws more does not change what arrives.</summary>
internal static class Streams
{
    public const int Arrivals = 1;
    public const int Work = 2;
    public const int Clients = 3;
    public const int Jitter = 4;
    public const int Luck = 5;
    public const int Keys = 6;
    public const int Oracle = 7;

    public static int Antagonist(int server) => 1_000_000 + server;

    public static int Cluster(int client) => 2_000_000 + client;

    public static int Strategy(int client) => 3_000_000 + client;
}
