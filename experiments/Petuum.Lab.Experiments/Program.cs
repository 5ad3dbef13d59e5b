using Petuum.Lab.Experiments.Commands;

return await LabCommand.RunFromConsoleAsync(args);
