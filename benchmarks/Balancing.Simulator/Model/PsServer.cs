using Balancing.Simulator.Scenarios;

namespace Balancing.Simulator.Model;

/// <summary>Processor sharing: all requests run, and share the cores when there are more requests than cores.</summary>
internal sealed class PsServer(int index, Scenario scenario) : Server(index, scenario)
{
    protected override double Rate => Running <= Cores ? Speed : Speed * Cores / Running;

    public override void Add(int request, double work) => Start(request, work);
}
