using System.Globalization;
using System.Net;
using Balancing.Simulator.Scenarios;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Balancing.Loopback;

/// <summary>A Kestrel server on a free port that works as the simulator's <c>fifo</c> server does: one request per core, the others wait. A request says how much work it brings.</summary>
internal sealed class WorkServer : IAsyncDisposable
{
    public const string WorkHeader = "X-Work-Ms";

    private readonly double _speed;
    private readonly SemaphoreSlim _idleCores;
    private readonly WebApplication _app;
    private double _overslept;
    private double _failFastMs = double.NaN;

    private WorkServer(double speed, int cores)
    {
        (_speed, _idleCores) = (speed, new SemaphoreSlim(cores));
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public string Url => _app.Urls.Single();

    public static async Task<WorkServer> StartAsync(Scenario scenario, int index)
    {
        var server = new WorkServer(scenario.SpeedOf(index), scenario.Cores);
        await server._app.StartAsync();
        return server;
    }

    /// <exception cref="InvalidDataException">It is no event that a real server can have here.</exception>
    public void Happen(ScenarioEvent what)
    {
        var failFastMs = what switch
        {
            { Action: "failfast", Value: 1 } => what.Value2,
            { Action: "recover" } => double.NaN,
            _ => throw new InvalidDataException($"'{what.Action}' is for the simulator only."),
        };
        Volatile.Write(ref _failFastMs, failFastMs);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _idleCores.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var failFastMs = Volatile.Read(ref _failFastMs);
        if (!double.IsNaN(failFastMs))
        {
            await WorkAsync(failFastMs, context.RequestAborted);
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return;
        }

        var work = double.Parse(context.Request.Headers[WorkHeader].ToString(), CultureInfo.InvariantCulture);
        await _idleCores.WaitAsync(context.RequestAborted);
        try
        {
            await WorkAsync(work / _speed, context.RequestAborted);
        }
        finally
        {
            _idleCores.Release();
        }
    }

    /// <summary>A timer knows whole milliseconds and rings late. What one request has got too much the next one gets less, so that the server is as fast as it says.</summary>
    private async Task WorkAsync(double ms, CancellationToken cancellationToken)
    {
        var begun = TimeProvider.System.GetTimestamp();
        var left = ms - Interlocked.Exchange(ref _overslept, 0);
        if (left > 0) await Task.Delay(TimeSpan.FromMilliseconds(left), TimeProvider.System, cancellationToken);
        var over = TimeProvider.System.GetElapsedTime(begun).TotalMilliseconds - left;
        double seen;
        do seen = Volatile.Read(ref _overslept);
        while (Interlocked.CompareExchange(ref _overslept, seen + over, seen) != seen);
    }
}
