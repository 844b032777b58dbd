using Balancing.Benchmarks;
using BenchmarkDotNet.Running;

BenchmarkSwitcher.FromAssembly(typeof(Pool).Assembly).Run(args, new ShortConfig());
