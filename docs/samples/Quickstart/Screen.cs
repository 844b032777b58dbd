using Spectre.Console;

namespace Quickstart;

/// <summary>The terminal, or what stands in for it: a pipe gets plain text without control sequences.</summary>
internal static class Screen
{
    private const int PlainWidth = 120;

    public static IAnsiConsole Create(bool json)
    {
        var plain = json || Console.IsOutputRedirected;
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = plain ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = plain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = plain ? InteractionSupport.No : InteractionSupport.Detect,

            // They would take a build server's log for a terminal.
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        if (plain) console.Profile.Width = PlainWidth;
        console.Profile.Capabilities.Interactive &= console.Profile.Capabilities.Ansi;
        return console;
    }
}
