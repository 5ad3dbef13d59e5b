using System.Globalization;
using Petuum.Lab.Benchmarks;

switch (args)
{
    case ["simulator"]:
        SimulatorBenchmark.Run(Console.Out);
        return 0;
    case ["mf"]:
        FactorisationBenchmark.Run(Console.Out);
        return 0;
    case ["tables", .. string[] lengths]:
        TablesBenchmark.Run(Console.Out, [.. lengths.Select(int.Parse)]);
        return 0;
    case ["linear", .. string[] scales]:
        LinearBenchmark.Run(Console.Out, Scale(scales));
        return 0;
    case ["linear-cold", string workers, .. string[] scales]:
        LinearBenchmark.RunCold(Console.Out, Scale(scales), int.Parse(workers, CultureInfo.InvariantCulture));
        return 0;
    default:
        Console.Error.WriteLine(
            "usage: Petuum.Lab.Benchmarks simulator|mf|tables|linear|linear-cold   (messages a second; 1,024 workers "
            + "and the checkers; rows a second on threads; lasso beside a bare loop, and its first run in a process)");
        return 1;
}

static int Scale(string[] scales) => scales.Length == 0 ? 1 : int.Parse(scales[0], CultureInfo.InvariantCulture);
