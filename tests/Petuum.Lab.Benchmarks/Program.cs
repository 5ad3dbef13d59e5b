using Petuum.Lab.Benchmarks;

switch (args)
{
    case ["simulator"]:
        SimulatorBenchmark.Run(Console.Out);
        return 0;
    case ["mf"]:
        FactorisationBenchmark.Run(Console.Out);
        return 0;
    case ["loading"]:
        LoadingBenchmark.Run(Console.Out);
        return 0;
    default:
        Console.Error.WriteLine(
            "usage: Petuum.Lab.Benchmarks simulator|mf|loading   "
            + "(messages a second; 1,024 workers and the checkers; megabytes a second of files)");
        return 1;
}
