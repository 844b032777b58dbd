using Balancing.Benchmarks;
using BenchmarkDotNet.Running;

if (args is ["churn"]) ChurnExperiment.Run();
else BenchmarkSwitcher.FromAssembly(typeof(Pool).Assembly).Run(args, new ShortConfig());
