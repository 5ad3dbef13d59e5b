using Petuum.Lab.Benchmarks;

switch (args)
{
    case ["simulator"]:
        SimulatorBenchmark.Run(Console.Out);
        return 0;
    case ["mf"]:
        FactorisationBenchmark.Run(Console.Out);
        return 0;
    default:
        Console.Error.WriteLine(
            "usage: Petuum.Lab.Benchmarks simulator|mf   (messages a second; 1,024 workers, without and with checkers)");
        return 1;
}
