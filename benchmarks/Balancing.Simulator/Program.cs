using Balancing.Simulator;
using Balancing.Simulator.Plots;
using Balancing.Simulator.Policies;
using Balancing.Simulator.Results;
using Balancing.Simulator.Scenarios;
using Balancing.Simulator.Validation;

if (args is ["--help" or "-h"])
{
    Console.WriteLine(CommandLine.Help);
    return 0;
}

try
{
    var wanted = CommandLine.Parse(args);
    if (wanted.Validate)
    {
        Console.Write(ValidationTable.Make(wanted.FirstSeed, wanted.Seeds ?? ValidationTable.Seeds, out var allAgree));
        return allAgree ? 0 : 1;
    }

    if (wanted.Plots is not null)
    {
        Pictures.WriteAll(SummaryFile.Read(Pictures.Source), wanted.Plots);
        return 0;
    }

    var progress = new Progress(Console.Error, !Console.IsErrorRedirected, TimeProvider.System);
    var scenarios = Selection.OfScenarios(ScenarioFile.Read(wanted.File ?? ScenarioFile.BuiltIn), wanted);
    IPolicyFactory[] policies = Selection.OfPolicies(wanted);
    var outcomes = Experiment.Run(scenarios, policies, wanted.FirstSeed, wanted.Seeds ?? (wanted.Quick ? 1 : 8), wanted.Parallel, progress);
    var tables = MarkdownReport.Of(scenarios, [.. policies.Select(policy => policy.Name)], outcomes);
    if (wanted.Markdown is null) Console.WriteLine(tables);
    else File.WriteAllText(wanted.Markdown, tables);
    if (wanted.Json is not null) File.WriteAllText(wanted.Json, JsonReport.Of(scenarios, outcomes));
    if (wanted.Summary is not null) File.WriteAllText(wanted.Summary, SummaryFile.Write(Summary.Of(scenarios, outcomes)));
    return 0;
}
catch (Exception e) when (e is FormatException or InvalidDataException or IOException)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}
